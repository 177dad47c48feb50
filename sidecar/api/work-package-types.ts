// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { NotifiedWorkPackage } from '../contract/notifications.ts'
import type { Api } from '../nepenthes/api.ts'
import type { AttributeCache } from '../nepenthes/attributes.ts'

import { LRUCache } from 'lru-cache'
import { listWorkPackages } from '../nepenthes/work-packages.ts'

type WorkPackageType = NonNullable<NotifiedWorkPackage['type']>

/** Milliseconds for which the type of a work package is believed; it hardly ever changes. */
const REMEMBER = 15 * 60_000

/** Types of work packages of which only the ids are known, remembered for each user. */
export interface WorkPackageTypes {
	/**
	 * Asks once for all that are not remembered. What cannot be had is left out: it is colour beside something that matters more.
	 *
	 * @param owner whose view it is: tells one user of one instance from all others
	 * @param api
	 * @param ids
	 */
	of(owner: string, api: Api, ids: readonly number[]): Promise<(id: number) => WorkPackageType | null>
}

export function createWorkPackageTypes(attributes: AttributeCache): WorkPackageTypes {
	const remembered = new LRUCache<string, { type: WorkPackageType | null }>({ max: 50_000, ttl: REMEMBER })
	const keyOf = (owner: string, id: number) => `${id} ${owner}`

	return {
		async of(owner, api, ids) {
			const unknown = [...new Set(ids)].filter((id) => !remembered.has(keyOf(owner, id)))
			if (unknown.length > 0) {
				const [found, known] = await Promise.all([
					listWorkPackages(api, { filters: [{ name: 'id', operator: '=', values: unknown.map(String) }], sortBy: [['id', 'asc']], page: 1, pageSize: unknown.length }).catch(() => null),
					attributes.of(api),
				])
				if (found !== null) {
					// Notifications outlive the right to see what they are about.
					unknown.forEach((id) => remembered.set(keyOf(owner, id), { type: null }))
				}
				for (const { id, type } of found?.items ?? []) {
					remembered.set(keyOf(owner, id), { type: { name: type.name, color: known?.types.get(type.id ?? 0)?.color ?? null } })
				}
			}
			return (id) => remembered.get(keyOf(owner, id))?.type ?? null
		},
	}
}
