// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'
import type { UserSettings } from '../api/user-settings.ts'
import type { Sessions } from './session.ts'

import { LRUCache } from 'lru-cache'
import { Transform } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'

/** What is added to pages for one user alone. */
export interface PageUser {
	id: string
	/** Whether their app menu has an entry that leads to Nepenthes. */
	navigationLink: boolean
	/** In seconds since 1970; null for never. */
	pickerUsedAt: number | null
}

/** Finds out what pages need to know of users, beside their being made. */
export interface PageUsers {
	/**
	 * Begins to find out; null when it cannot be known. Never rejects.
	 *
	 * @param request
	 * @param onCookies told which cookies Nextcloud set when it was asked: they are the browser's
	 */
	of(request: IncomingMessage, onCookies: (setCookies: readonly string[]) => void): Promise<PageUser | null>
	/** What counts while nothing is known of a user. */
	navigationLinkByDefault(): boolean
	forget(request: IncomingMessage): void
}

/** Milliseconds for which it is believed whose session it is: the page itself tells as well, and only for that user anything is added. */
const REMEMBER = 60_000

interface Asking {
	request: IncomingMessage
	onCookies: (setCookies: readonly string[]) => void
}

export function createPageUsers({ sessions, userSettings }: { sessions: Sessions, userSettings: UserSettings }): PageUsers {
	const known = new LRUCache<string, { id: string }, Asking>({
		max: 10_000,
		ttl: REMEMBER,
		fetchMethod: async (_login, _stale, { context }) => {
			const { who: { id }, setCookies } = await sessions.of(context.request)
			context.onCookies(setCookies)
			return { id }
		},
	})
	return {
		async of(request, onCookies) {
			const login = sessions.loginOf(request)
			if (login === null) {
				return null
			}
			try {
				const { id } = await known.forceFetch(login, { context: { request, onCookies } })
				const [{ navigationLink }, pickerUsedAt] = await Promise.all([userSettings.of(id), userSettings.pickerUsedAt(id)])
				return { id, navigationLink: navigationLink.value, pickerUsedAt }
			} catch {
				// What is wrong with the session, Nextcloud itself tells; all else can wait for the next page.
				return null
			}
		},
		navigationLinkByDefault: () => userSettings.peekDefaults().navigationLink.value,
		forget(request) {
			const login = sessions.loginOf(request)
			if (login !== null) {
				known.delete(login)
			}
		},
	}
}

/** Milliseconds that the first page of a session may be held up. */
const PATIENCE = 150

/**
 * Holds a page until what must be known of its user is there, or has taken too long.
 *
 * @param user
 * @param known called with what is known before the first byte passes
 */
export function holdUntilKnown(user: Promise<PageUser | null>, known: (user: PageUser | null) => void): () => Transform {
	const waited = Promise.race([user, wait(PATIENCE, null, { ref: false })]).then(known)
	return () => new Transform({
		transform(chunk, _encoding, callback) {
			void waited.then(() => callback(null, chunk))
		},
	})
}
