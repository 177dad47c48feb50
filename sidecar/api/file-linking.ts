// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from '../nepenthes/api.ts'
import type { Storage } from '../nepenthes/storages.ts'
import type { Filter, WorkPackageQuery } from '../nepenthes/work-packages.ts'
import type { FileId, NextcloudFile } from '../nextcloud/index.ts'
import type { ApiDependencies } from './index.ts'
import type { CardPage } from './work-package-cards.ts'

import { NepenthesForbidden, NepenthesNotFound, NepenthesRefused } from '../nepenthes/errors.ts'
import { createFileLinks, deleteFileLink } from '../nepenthes/file-links.ts'
import { addressFilter, listWorkPackages } from '../nepenthes/work-packages.ts'
import { originOf } from './origin.ts'
import { ProblemError } from './problems.ts'
import { isRefusalOfStorage } from './storage-refusal.ts'
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

export function createFileLinking({ setup, ownStorage, linkIds, files, nepenthes: { access, attributes } }: Pick<ApiDependencies, 'setup' | 'ownStorage' | 'linkIds' | 'files' | 'nepenthes'>): FileLinking {
	const list = async (party: Party, page: number): Promise<CardPage> => {
		const client = await setup.client()
		const { userId } = party
		const address = await ownStorage.address(userId, client)
		const ask = (...storage: Filter[]) => access.use(userId, client, (api) => listCards(api, client.instance, attributes, {
			filters: [ofFile(party), ...storage],
			sortBy: SORT,
			page,
			pageSize: PAGE_SIZE,
		}))
		try {
			const found = await ask(addressFilter('storageUrl', address))
			if (found.total > 0) {
				return found
			}
			// Nothing may be found because Nepenthes knows this Nextcloud otherwise, or not at all: then this says so.
			const { origin } = await ownStorage.of(userId, client)
			return sameAddress(origin, address) ? found : await ask(addressFilter('storageUrl', origin))
		} catch (error) {
			if (error instanceof NepenthesForbidden) {
				// Lists are refused to those alone who see no project at all (nepenthes-api 3.2).
				throw new ProblemError('storage-missing', { cause: error })
			}
			if (!(error instanceof NepenthesRefused && error.error === 'InvalidQuery')) {
				throw error
			}
			// Not every server takes the address together with the file.
			const { id } = await ownStorage.of(userId, client)
			return ask({ name: 'storageId', operator: '=', values: [String(id)] })
		}
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
		const client = await setup.client()
		const [file, storage] = await Promise.all([fileOf(party), ownStorage.of(party.userId, client)])
		try {
			const id = await access.use(party.userId, client, (api) => ensure(api, storage, file, workPackageId))
			linkIds.set({ client, storage, fileId: party.fileId, workPackageId }, id)
		} catch (error) {
			if (error instanceof NepenthesRefused) {
				// The storage may have gone, or got another number.
				ownStorage.forget(party.userId, client)
				if (isRefusalOfStorage(error)) {
					throw new ProblemError('storage-not-in-project', { cause: error })
				}
			}
			throw error
		}
	}

	/** Whether there is a link of this file; costs one request. */
	const isLinked = async (api: Api, storage: Storage, party: Party, workPackageId: number): Promise<boolean> => {
		const filters = [ofFile(party), { name: 'id', operator: '=', values: [String(workPackageId)] }, addressFilter('storageUrl', storage.origin)]
		return (await listWorkPackages(api, { filters, sortBy: SORT, page: 1, pageSize: 1 })).total > 0
	}

	const unlink = async (party: Party, workPackageId: number): Promise<void> => {
		const client = await setup.client()
		const { userId } = party
		const storage = await ownStorage.of(userId, client)
		const key = { client, storage, fileId: party.fileId, workPackageId }

		const remove = async (api: Api, id: number): Promise<boolean> => {
			try {
				await deleteFileLink(api, id)
				return true
			} catch (error) {
				if (error instanceof NepenthesNotFound) {
					return false
				}
				throw error
			} finally {
				linkIds.delete(key)
			}
		}

		const remembered = linkIds.get(key)
		if (remembered !== undefined) {
			const done = await access.use(userId, client, async (api) => await remove(api, remembered) || !await isLinked(api, storage, party, workPackageId))
			if (done) {
				return
			}
			// Somebody has removed it and linked the file again.
		}
		const file = await fileOf(party)
		await access.use(userId, client, async (api) => {
			// Listing the links of a work package would make Nepenthes ask Nextcloud for every file of it.
			await remove(api, await ensure(api, storage, file, workPackageId))
		})
	}

	return { list, link, unlink }
}

function ofFile({ fileId }: Party): Filter {
	return { name: 'fileLinkOriginId', operator: '=', values: [fileId] }
}

function sameAddress(one: string, other: string): boolean {
	return one.replace(/\/+$/, '') === other.replace(/\/+$/, '')
}
