// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from '../nepenthes/api.ts'
import type { OAuthClient } from '../nepenthes/oauth.ts'
import type { Storage } from '../nepenthes/storages.ts'
import type { Filter, WorkPackageQuery } from '../nepenthes/work-packages.ts'
import type { FileId, NextcloudFile } from '../nextcloud/index.ts'
import type { ApiDependencies } from './index.ts'
import type { CardPage } from './work-package-cards.ts'

import { NepenthesNotFound } from '../nepenthes/errors.ts'
import { checkFileLinksVisible, createFileLinks, deleteFileLink } from '../nepenthes/file-links.ts'
import { listWorkPackages } from '../nepenthes/work-packages.ts'
import { createLinkedQuery } from './linked-query.ts'
import { originOf } from './origin.ts'
import { ProblemError } from './problems.ts'
import { listCards } from './work-package-cards.ts'

/** A file as a user names it. */
export interface Party {
	userId: string
	fileId: FileId
}

/** The links between files of this Nextcloud and work packages, as a user may see and change them. */
export interface FileLinking {
	list(party: Party, page: number): Promise<CardPage>
	/** Idempotent. */
	link(party: Party, workPackageId: number): Promise<void>
	/** Removes just the link of this file on this storage. Idempotent. */
	unlink(party: Party, workPackageId: number): Promise<void>
}

const PAGE_SIZE = 100

const SORT: WorkPackageQuery['sortBy'] = [['updatedAt', 'desc'], ['id', 'desc']]

export function createFileLinking(dependencies: Pick<ApiDependencies, 'setup' | 'ownStorage' | 'linkIds' | 'files' | 'nepenthes'>): FileLinking {
	const { setup, ownStorage, linkIds, files, nepenthes: { access, attributes } } = dependencies
	const linked = createLinkedQuery(dependencies)

	const list = async (party: Party, page: number): Promise<CardPage> => {
		const client = await setup.client()
		return linked(party.userId, client, (api, ofThisNextcloud) => listCards(api, client.instance, attributes, {
			filters: [ofFile(party), ofThisNextcloud],
			sortBy: SORT,
			page,
			pageSize: PAGE_SIZE,
		}))
	}

	const fileOf = async ({ userId, fileId }: Party): Promise<NextcloudFile> => {
		const file = await files.find(userId, fileId)
		if (file === null) {
			throw new ProblemError('file-not-found')
		}
		return file
	}

	/** Makes the link, or finds the one that is there: its id either way. */
	const ensure = async (api: Api, storage: Storage, file: NextcloudFile, workPackageId: number): Promise<number> => {
		const [id] = await createFileLinks(api, workPackageId, storage.id, [originOf(file)])
		return id!
	}

	const link = async (party: Party, workPackageId: number): Promise<void> => {
		const { userId, fileId } = party
		const client = await setup.client()
		const [file] = await Promise.all([fileOf(party), ownStorage.of(userId, client)])
		await ownStorage.use(userId, client, async (storage) => {
			const id = await access.use(userId, client, (api) => ensure(api, storage, file, workPackageId))
			linkIds.set({ client, storage, fileId, workPackageId }, id)
		})
	}

	/** Whether there is a link of this file. */
	const isLinked = async (party: Party, client: OAuthClient, workPackageId: number): Promise<boolean> => {
		const { total } = await linked(party.userId, client, (api, ofThisNextcloud) => listWorkPackages(api, {
			filters: [ofFile(party), { name: 'id', operator: '=', values: [String(workPackageId)] }, ofThisNextcloud],
			sortBy: SORT,
			page: 1,
			pageSize: 1,
		}))
		return total > 0
	}

	const unlink = async (party: Party, workPackageId: number): Promise<void> => {
		const { userId, fileId } = party
		const client = await setup.client()

		const remove = async (api: Api, storage: Storage, id: number): Promise<boolean> => {
			try {
				await deleteFileLink(api, id)
				return true
			} catch (error) {
				if (error instanceof NepenthesNotFound) {
					return false
				}
				throw error
			} finally {
				linkIds.delete({ client, storage, fileId, workPackageId })
			}
		}

		const storage = await ownStorage.of(userId, client)
		const remembered = linkIds.get({ client, storage, fileId, workPackageId })
		if (remembered !== undefined) {
			if (await access.use(userId, client, (api) => remove(api, storage, remembered))) {
				return
			}
			if (!await isLinked(party, client, workPackageId)) {
				// Somebody has removed it, or hides it from this user.
				return access.use(userId, client, (api) => checkFileLinksVisible(api, workPackageId))
			}
			// Somebody has removed it and linked the file again.
		}
		const file = await fileOf(party)
		// Listing the links of a work package would make Nepenthes ask Nextcloud for every file of it.
		await ownStorage.use(userId, client, (current) => access.use(userId, client, async (api) => {
			await remove(api, current, await ensure(api, current, file, workPackageId))
		}))
	}

	return { list, link, unlink }
}

function ofFile({ fileId }: Party): Filter {
	return { name: 'fileLinkOriginId', operator: '=', values: [fileId] }
}
