// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'
import type { InitialState } from '../initial-state.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'

/** What the smart picker offers to choose from. */
export interface ReferenceProvider {
	id: string
	title: string
	icon_url: string
	order: number
}

/** The providers of this server itself: files, for which a script of Files brings what the picker shows. */
export function referenceProviders({ addresses }: Instance): ReferenceProvider[] {
	return [{ id: 'files', title: 'Files', icon_url: addresses.file('/apps/files/img/folder.svg'), order: 0 }]
}

/** When each user last picked something of a provider. */
export class ReferenceUses {
	readonly #database: DatabaseSync

	constructor(database: DatabaseSync) {
		this.#database = database
	}

	/** @param at seconds since 1970 */
	note(uid: string, provider: string, at: number): void {
		this.#database.prepare('INSERT OR REPLACE INTO reference_uses (uid, provider, used_at) VALUES (?, ?, ?)').run(uid, provider, at)
	}

	/** Seconds since 1970, by provider. */
	of(uid: string): Record<string, number> {
		const rows = this.#database.prepare('SELECT provider, used_at FROM reference_uses WHERE uid = ? ORDER BY provider').all(uid) as { provider: string, used_at: number }[]
		return Object.fromEntries(rows.map(({ provider, used_at: at }) => [provider, at]))
	}
}

/** What a page with link previews and smart picker tells its scripts of them. Without any entry, an object of PHP is a list. */
export function referenceStates(instance: Instance, user: User): InitialState {
	const uses = instance.referenceUses.of(user.uid)
	return {
		'core-reference-provider-list': referenceProviders(instance),
		'core-reference-provider-timestamps': Object.keys(uses).length === 0 ? [] : uses,
	}
}
