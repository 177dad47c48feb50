// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { LimitFunction } from 'p-limit'
import type { Origin } from '../nepenthes/file-links.ts'
import type { OAuthClient } from '../nepenthes/oauth.ts'
import type { Storage } from '../nepenthes/storages.ts'
import type { WorkPackage, WorkPackagePage } from '../nepenthes/work-packages.ts'
import type { FileId } from '../nextcloud/index.ts'
import type { ApiDependencies } from './index.ts'
import type { CardPage } from './work-package-cards.ts'

import { LRUCache } from 'lru-cache'
import pLimit from 'p-limit'
import { NepenthesError, NepenthesForbidden, NepenthesNotFound } from '../nepenthes/errors.ts'
import { createFileLinks, deleteFileLink, listFileLinks, maySeeFileLinks } from '../nepenthes/file-links.ts'
import { linkMany } from '../nepenthes/linking-many.ts'
import { addressFilter, listWorkPackages } from '../nepenthes/work-packages.ts'
import { fileIdOf, NextcloudError } from '../nextcloud/index.ts'
import { originOf } from './origin.ts'
import { ProblemError } from './problems.ts'
import { isRefusalOfStorage } from './storage-refusal.ts'
import { cardsBeside } from './work-package-cards.ts'

/** What became of one file among many. */
export type Changed = { state: 'linked' | 'removed' } | { state: 'failed', reason: Error }

/**
 * Links of many files at once. Idempotent by the pair of work package and file: what was cut off is completed by doing it
 * again. Each function rejects only with what concerns all of the files alike.
 */
export interface BulkLinking {
	link(userId: string, fileIds: readonly FileId[], workPackageId: number): Promise<Map<FileId, Changed>>
	unlink(userId: string, fileIds: readonly FileId[], workPackageId: number): Promise<Map<FileId, Changed>>
	/** The work packages to which any of them is linked, the newest change first; all that a page can show. */
	workPackagesOf(userId: string, fileIds: readonly FileId[]): Promise<CardPage>
	/** Which of them are linked. */
	linkedAmong(userId: string, fileIds: readonly FileId[], workPackageId: number): Promise<FileId[]>
}

/** Requests of one user that change links and are under way at Nepenthes at a time. */
const CONCURRENCY = 5

/** As many ids as an address of a request bears. */
const FILES_IN_A_FILTER = 300

/** More nobody chooses from. */
const WORK_PACKAGES = 200

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}

/** Each work package once, the newest change first. */
function merged(pages: readonly WorkPackagePage[]): WorkPackagePage {
	const items = [...new Map(pages.flatMap((page) => page.items.map((item) => [item.id, item] as const))).values()]
	const changed = ({ updatedAt }: WorkPackage) => updatedAt?.getTime() ?? 0
	return { items: items.sort((a, b) => changed(b) - changed(a) || b.id - a.id), total: items.length }
}

/** What went wrong with one of them; what concerns all alike, or is a mistake of ours, is thrown on. */
function failed(error: unknown): Changed {
	if (error instanceof NepenthesError || error instanceof NextcloudError) {
		return { state: 'failed', reason: error }
	}
	throw error
}

export function createBulkLinking({ setup, ownStorage, linkIds, files, nepenthes: { access, attributes } }: Pick<ApiDependencies, 'setup' | 'ownStorage' | 'linkIds' | 'files' | 'nepenthes'>): BulkLinking {
	const limits = new LRUCache<string, LimitFunction>({ max: 10_000 })
	const limitOf = (userId: string): LimitFunction => {
		let limit = limits.get(userId)
		if (limit === undefined) {
			limit = pLimit(CONCURRENCY)
			limits.set(userId, limit)
		}
		return limit
	}

	const party = async (userId: string) => {
		const client = await setup.client()
		return { client, storage: await ownStorage.of(userId, client) }
	}

	/** Lists the links of the work package, and remembers their ids. */
	const list = async (userId: string, client: OAuthClient, storage: Storage, workPackageId: number): Promise<Map<FileId, number>> => {
		const links = await access.use(userId, client, (api) => listFileLinks(api, workPackageId, storage.id))
		const ids = new Map<FileId, number>()
		for (const { id, fileId: number } of links) {
			const fileId = fileIdOf(number)
			if (fileId !== null) {
				ids.set(fileId, id)
				linkIds.set({ client, storage, fileId, workPackageId }, id)
			}
		}
		return ids
	}

	return {
		async link(userId, fileIds, workPackageId) {
			const [{ client, storage }, found] = await Promise.all([party(userId), files.findAll(userId, fileIds)])
			const limit = limitOf(userId)
			// A request that was lost may have made its links; sending it again does no harm.
			const make = async (origins: readonly Origin[]) => {
				try {
					return await limit(() => access.use(userId, client, (api) => createFileLinks(api, workPackageId, storage.id, origins)))
				} catch (error) {
					if (isRefusalOfStorage(error)) {
						// No file is to blame. The storage may have gone, or got another number.
						ownStorage.forget(userId, client)
						throw new ProblemError('storage-not-in-project', { cause: error })
					}
					throw error
				}
			}
			const linked = await linkMany(make, [...found.values()].map(originOf))

			const results = new Map<FileId, Changed>()
			for (const fileId of fileIds) {
				const result = linked.get(fileId)
				if (result?.state === 'linked') {
					linkIds.set({ client, storage, fileId, workPackageId }, result.linkId)
				}
				results.set(fileId, result === undefined ? { state: 'failed', reason: new ProblemError('file-not-found') } : result)
			}
			return results
		},

		async unlink(userId, fileIds, workPackageId) {
			const { client, storage } = await party(userId)
			const limit = limitOf(userId)
			const known = new Map(fileIds.flatMap((fileId) => {
				const id = linkIds.get({ client, storage, fileId, workPackageId })
				return id === undefined ? [] : [[fileId, id]]
			}))
			const listed = known.size < fileIds.length ? await list(userId, client, storage, workPackageId) : known
			if (listed.size === 0 && !await access.use(userId, client, (api) => maySeeFileLinks(api, workPackageId))) {
				throw new NepenthesForbidden('Nepenthes does not let this user see the links.')
			}

			const removeLink = (fileId: FileId, id: number) => limit(() => access.use(userId, client, (api) => deleteFileLink(api, id)))
				.finally(() => linkIds.delete({ client, storage, fileId, workPackageId }))

			let relisted: Promise<Map<FileId, number>> | undefined
			const remove = async (fileId: FileId): Promise<void> => {
				const id = known.get(fileId) ?? listed.get(fileId)
				try {
					if (id !== undefined) {
						await removeLink(fileId, id)
					}
				} catch (error) {
					if (!(error instanceof NepenthesNotFound)) {
						throw error
					}
					// Somebody has removed it; perhaps linked the file again.
					relisted ??= list(userId, client, storage, workPackageId)
					const again = (await relisted).get(fileId)
					if (again !== undefined && again !== id) {
						await removeLink(fileId, again)
					}
				}
			}
			return new Map(await Promise.all(fileIds.map(async (fileId) => [fileId, await remove(fileId).then((): Changed => ({ state: 'removed' }), failed)] as const)))
		},

		async workPackagesOf(userId, fileIds) {
			const client = await setup.client()
			const storage = addressFilter('storageUrl', await ownStorage.address(userId, client))
			return access.use(userId, client, async (api) => {
				const pages = chunksOf(fileIds, FILES_IN_A_FILTER).map((values) => listWorkPackages(api, {
					filters: [{ name: 'fileLinkOriginId', operator: '=', values }, storage],
					sortBy: [['updatedAt', 'desc'], ['id', 'desc']],
					page: 1,
					pageSize: WORK_PACKAGES,
				}))
				return { ...await cardsBeside(api, client.instance, attributes, Promise.all(pages).then(merged)), nextPage: null }
			})
		},

		async linkedAmong(userId, fileIds, workPackageId) {
			const { client, storage } = await party(userId)
			const linked = await list(userId, client, storage, workPackageId)
			return fileIds.filter((fileId) => linked.has(fileId))
		},
	}
}
