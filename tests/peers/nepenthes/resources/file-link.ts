// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { MessageKey } from '../messages.ts'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { FileLink } from '../storages/file-links.ts'
import type { FileState } from '../storages/file-states.ts'
import type { User } from '../users.ts'

import { collection } from '../collections.ts'
import { resource } from '../hal.ts'
import { message } from '../messages.ts'
import { may } from '../planning/members.ts'
import { asPrincipal } from '../planning/principals.ts'
import { fileLinksOf } from '../storages/file-links.ts'
import { checkedFileLinks } from '../storages/file-states.ts'
import { findStorage } from '../storages/storages.ts'
import { principalLink } from './principals.ts'
import { storageLink } from './storage.ts'
import { workPackageLink } from './work-package.ts'

const URN = 'urn:openproject-org:api:v3:file-links:'

const states: Record<FileState, { href: string, title: MessageKey }> = {
	ViewAllowed: { href: `${URN}permission:ViewAllowed`, title: 'file-link.status.view-allowed' },
	ViewNotAllowed: { href: `${URN}permission:ViewNotAllowed`, title: 'file-link.status.view-not-allowed' },
	NotFound: { href: `${URN}NotFound`, title: 'file-link.status.not-found' },
	Error: { href: `${URN}Error`, title: 'file-link.status.error' },
}

interface Context {
	workPackage: WorkPackage
	user: User
	/** What the storage says of the file; only lists of a work package tell. */
	state?: FileState
	embedded?: Record<string, unknown>
}

/** A link of a file (section 4.2). */
export function renderFileLink(instance: Instance, { id, storageId, creatorId, origin, createdAt, updatedAt }: FileLink, { workPackage, user, state, embedded }: Context): Record<string, unknown> {
	const href = `${instance.basePath}/api/v3/file_links/${id}`
	const creator = instance.users.byId(creatorId)
	const status: Link | undefined = state && { href: states[state].href, title: message(user.language, states[state].title) }
	return resource('FileLink', { id, createdAt, updatedAt, originData: origin }, {
		...embedded && { embedded },
		links: {
			self: { href, title: origin.name },
			storage: storageLink(instance, findStorage(instance, storageId)!),
			container: workPackageLink(instance, workPackage),
			creator: creator ? principalLink(instance, asPrincipal(creator)) : { href: null },
			...may(instance, user, workPackage.project, 'manage_file_links') && { delete: { href, method: 'delete' } },
			...status && { status },
			staticOriginOpen: { href: `${href}/open` },
			staticOriginOpenLocation: { href: `${href}/open?location=true` },
			staticOriginDownload: { href: `${href}/download` },
		},
	})
}

export const fileLinksPath = ({ basePath }: Instance, { id }: WorkPackage): string => `${basePath}/api/v3/work_packages/${id}/file_links`

/** The links of a work package, each with what its storage says of the file: this asks the storages. */
export async function renderFileLinksOf(instance: Instance, workPackage: WorkPackage, user: User, fits: (link: FileLink) => boolean = () => true): Promise<Record<string, unknown>> {
	const checked = await checkedFileLinks(instance, fileLinksOf(instance, workPackage.id).filter(fits), user)
	return collection(fileLinksPath(instance, workPackage), checked.map(({ link, state }) => renderFileLink(instance, link, { workPackage, user, state })))
}
