// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FilterTable } from '../filters/operators.ts'
import type { Instance } from '../instance.ts'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { FileLink } from '../storages/file-links.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { missingPermission, notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { collection } from '../collections.ts'
import { readFilters } from '../filters/demands.ts'
import { conditionsFor, oneOf } from '../filters/operators.ts'
import { may } from '../planning/members.ts'
import { findWorkPackage } from '../planning/work-packages.ts'
import { deleteFileLink, findFileLink, linkFile } from '../storages/file-links.ts'
import { findStorage } from '../storages/storages.ts'
import { fileLinksPath, renderFileLink, renderFileLinksOf } from './file-link.ts'
import { readNewFileLinks } from './new-file-links.ts'
import { renderStorage } from './storage.ts'
import { renderWorkPackage } from './work-package.ts'

interface OfId {
	Params: { id: string }
}

const filters: FilterTable<FileLink> = { storage: oneOf(({ storageId }) => storageId) }

/** `/api/v3/work_packages/{id}/file_links` and `/file_links/{id}` (sections 4.2 to 4.4). */
export const fileLinks: Resource = (app, instance) => {
	app.get<OfId & { Querystring: { filters?: string } }>('/work_packages/:id/file_links', (request) => {
		const { user, workPackage } = visible(instance, userOf(request), request.params.id)
		const conditions = conditionsFor(filters, readFilters(request.query.filters ?? '[]'))
		// Who may not see links is told that there are none.
		return may(instance, user, workPackage.project, 'view_file_links')
			? renderFileLinksOf(instance, workPackage, user, (link) => conditions.every((condition) => condition(link)))
			: collection(fileLinksPath(instance, workPackage), [])
	})

	app.post<OfId>('/work_packages/:id/file_links', (request, reply) => {
		const { user, workPackage } = visible(instance, userOf(request), request.params.id)
		if (!may(instance, user, workPackage.project, 'manage_file_links')) {
			throw missingPermission()
		}
		const links = readNewFileLinks(instance, workPackage.project, request.body)
			.map(({ storage, origin }) => linkFile(instance, { workPackageId: workPackage.id, storageId: storage.id, creatorId: user.id, origin }))
		return reply.code(201).send(collection(fileLinksPath(instance, workPackage), links.map((link) => renderFileLink(instance, link, { workPackage, user }))))
	})

	app.get<OfId>('/file_links/:id', async (request) => {
		const { link, workPackage, user } = visibleLink(instance, userOf(request), request.params.id)
		return renderFileLink(instance, link, { workPackage, user, embedded: {
			storage: await renderStorage(instance, findStorage(instance, link.storageId)!, user),
			container: renderWorkPackage(instance, workPackage, user),
		} })
	})

	app.delete<OfId>('/file_links/:id', (request, reply) => {
		const { link, workPackage, user } = visibleLink(instance, userOf(request), request.params.id)
		if (!may(instance, user, workPackage.project, 'manage_file_links')) {
			throw missingPermission()
		}
		deleteFileLink(instance, link.id)
		return reply.code(204).send()
	})

	app.get<OfId & { Querystring: { location?: string } }>('/file_links/:id/open', (request, reply) => {
		const { link } = visibleLink(instance, userOf(request), request.params.id)
		const { host } = findStorage(instance, link.storageId)!
		return reply.redirect(`${host}index.php/f/${encodeURIComponent(link.origin.id)}?openfile=${request.query.location === 'true' ? 0 : 1}`, 303)
	})
}

function visible(instance: Instance, user: User | undefined, reference: string | number): { user: User, workPackage: WorkPackage } {
	const workPackage = findWorkPackage(instance, user, reference)
	if (!user || !workPackage) {
		throw notFound()
	}
	return { user, workPackage }
}

function visibleLink(instance: Instance, caller: User | undefined, id: string): { link: FileLink, user: User, workPackage: WorkPackage } {
	const link = findFileLink(instance, Number(id))
	if (!link) {
		throw notFound()
	}
	const { user, workPackage } = visible(instance, caller, link.workPackageId)
	if (!may(instance, user, workPackage.project, 'view_file_links')) {
		throw notFound()
	}
	return { link, user, workPackage }
}
