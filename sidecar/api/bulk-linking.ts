// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { LimitFunction } from 'p-limit'
import type { OAuthClient } from '../nepenthes/oauth.ts'
import type { WorkPackage, WorkPackagePage } from '../nepenthes/work-packages.ts'
import type { FileId } from '../nextcloud/index.ts'
import type { ApiDependencies } from './index.ts'
import type { CardPage } from './work-package-cards.ts'

import { LRUCache } from 'lru-cache'
import pLimit from 'p-limit'
import { NepenthesNotFound } from '../nepenthes/errors.ts'
import { checkFileLinksVisible, createFileLinks, deleteFileLink, listFileLinks } from '../nepenthes/file-links.ts'
import { linkMany } from '../nepenthes/linking-many.ts'
import { listWorkPackages } from '../nepenthes/work-packages.ts'
import { fileIdOf } from '../nextcloud/index.ts'
import { createLinkedQuery } from './linked-query.ts'
import { originOf } from './origin.ts'
import { ProblemError } from './problems.ts'
import { cardsBeside } from './work-package-cards.ts'

/** What became of one file among many. */
export type Changed = { state: 'linked' | 'removed' } | { state: 'failed', reason: Error }

/**
 * Links of many files at once, for all who ask this sidecar. Idempotent by the pair of work package and file: what was cut
 * off is completed by doing it again. Each function rejects only with what concerns all of the files alike.
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

export function createBulkLinking(dependencies: Pick<ApiDependencies, 'setup' | 'ownStorage' | 'linkIds' | 'files' | 'nepenthes'>): BulkLinking {
	const { setup, ownStorage, linkIds, files, nepenthes: { access, attributes } } = dependencies
	const linkedTo = createLinkedQuery(dependencies)
	const limits = new LRUCache<string, LimitFunction>({ max: 10_000 })
	const limitOf = (userId: string): LimitFunction => {
		let limit = limits.get(userId)
		if (limit === undefined) {
			limit = pLimit(CONCURRENCY)
			limits.set(userId, limit)
		}
		return limit
	}

	/** Lists the links of the work package, and remembers their ids. */
	const list = (userId: string, client: OAuthClient, workPackageId: number) => ownStorage.use(userId, client, async (storage) => {
		const links = await access.use(userId, client, (api) => listFileLinks(api, workPackageId, storage.id))
		const ids = new Map<FileId, number>()
		for (const { id, fileId: number } of links) {
			const fileId = fileIdOf(number)
			if (fileId !== null) {
				ids.set(fileId, id)
				linkIds.set({ client, storage, fileId, workPackageId }, id)
			}
		}
		return { storage, ids }
	})

	/** The same, where none must mean that there are none. */
	const listForSure = async (userId: string, client: OAuthClient, workPackageId: number): Promise<Map<FileId, number>> => {
		const { storage, ids } = await list(userId, client, workPackageId)
		if (ids.size > 0) {
			return ids
		}
		await access.use(userId, client, (api) => checkFileLinksVisible(api, workPackageId))
		const { id } = await ownStorage.instead(userId, client, storage)
		return id === storage.id ? ids : (await list(userId, client, workPackageId)).ids
	}

	return {
		async link(userId, fileIds, workPackageId) {
			const client = await setup.client()
			const [found] = await Promise.all([files.findAll(userId, fileIds), ownStorage.of(userId, client)])
			const limit = limitOf(userId)
			// A request that was lost may have made its links; sending it again does no harm.
			const linked = await linkMany((origins) => ownStorage.use(userId, client, async (storage) => {
				const ids = await limit(() => access.use(userId, client, (api) => createFileLinks(api, workPackageId, storage.id, origins)))
				origins.forEach(({ id }, i) => linkIds.set({ client, storage, fileId: id as FileId, workPackageId }, ids[i]!))
				return ids
			}), [...found.values()].map(originOf))
			return new Map(fileIds.map((fileId) => [fileId, linked.get(fileId) ?? { state: 'failed', reason: new ProblemError('file-not-found') }]))
		},

		async unlink(userId, fileIds, workPackageId) {
			const client = await setup.client()
			const storage = await ownStorage.of(userId, client)
			const limit = limitOf(userId)
			const known = new Map(fileIds.flatMap((fileId) => {
				const id = linkIds.get({ client, storage, fileId, workPackageId })
				return id === undefined ? [] : [[fileId, id]]
			}))
			const listed = known.size < fileIds.length ? await listForSure(userId, client, workPackageId) : known

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
					// Somebody has removed it, perhaps linked the file again; or hides it from this user.
					relisted ??= listForSure(userId, client, workPackageId)
					const again = (await relisted).get(fileId)
					if (again !== undefined && again !== id) {
						await removeLink(fileId, again)
					}
				}
			}
			const outcome = (fileId: FileId) => remove(fileId).then(
				(): Changed => ({ state: 'removed' }),
				(reason: Error): Changed => ({ state: 'failed', reason }),
			)
			return new Map(await Promise.all(fileIds.map(async (fileId) => [fileId, await outcome(fileId)] as const)))
		},

		async workPackagesOf(userId, fileIds) {
			const client = await setup.client()
			const cards = await linkedTo(userId, client, (api, ofThisNextcloud) => {
				const pages = chunksOf(fileIds, FILES_IN_A_FILTER).map((values) => listWorkPackages(api, {
					filters: [{ name: 'fileLinkOriginId', operator: '=', values }, ofThisNextcloud],
					sortBy: [['updatedAt', 'desc'], ['id', 'desc']],
					page: 1,
					pageSize: WORK_PACKAGES,
				}))
				return cardsBeside(api, client.instance, attributes, Promise.all(pages).then(merged))
			})
			return { ...cards, nextPage: null }
		},

		async linkedAmong(userId, fileIds, workPackageId) {
			const { ids } = await list(userId, await setup.client(), workPackageId)
			return fileIds.filter((fileId) => ids.has(fileId))
		},
	}
}
