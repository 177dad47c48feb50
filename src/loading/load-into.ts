// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { showLoading, showLoadingFailed } from './notices.ts'

/** Milliseconds after which a place says that it is loading; what comes sooner would only flicker. */
const NOTICE_DELAY = 300

/**
 * Gives what a chunk exports. Until it comes, `place` shows how things are, and in case of failure a way to try
 * again; afterwards it is empty. A chunk that never comes leaves the promise pending and everything else as it is.
 *
 * Trying again works because a browser forgets an import that failed. Its styles come inside the chunk (vite.config.ts):
 * Vite's preload helper, which would bring them as files, asks for each of them only once, even when it failed.
 *
 * @param place
 * @param load imports the chunk
 */
export async function loadInto<Chunk>(place: HTMLElement, load: () => Promise<Chunk>): Promise<Chunk> {
	for (;;) {
		const notice = setTimeout(() => showLoading(place), NOTICE_DELAY)
		try {
			const chunk = await load()
			clearTimeout(notice)
			place.replaceChildren()
			return chunk
		} catch (error) {
			clearTimeout(notice)
			// For the console: a chunk that breaks while it starts looks like one that did not come.
			reportError(error)
			await showLoadingFailed(place)
		}
	}
}
