// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Origin } from './file-links.ts'

import { NepenthesRefused } from './errors.ts'
import { MAX_LINKS } from './file-links.ts'

/** What became of one file. */
export type Linked
	= | { state: 'linked', linkId: number }
		| { state: 'failed', reason: Error }

/**
 * Makes links for some files in one request: the ids, in the order of the files.
 *
 * @throws {NepenthesRefused} when one of them is refused: then none was made
 */
export type MakeLinks = (origins: readonly Origin[]) => Promise<number[]>

/**
 * Links many files to a work package, 20 in a request. Where Nepenthes refuses a whole request for the sake of one file,
 * that file is looked for by halves: it costs at most six more requests, and no good file waits for it. All that is due is
 * asked at once: `make` sees to how many requests are under way.
 *
 * @param make
 * @param origins each once
 * @return for each id of a file, never rejects
 */
export async function linkMany(make: MakeLinks, origins: readonly Origin[]): Promise<Map<string, Linked>> {
	const results = new Map<string, Linked>()
	const chunks: Origin[][] = []
	for (let start = 0; start < origins.length; start += MAX_LINKS) {
		chunks.push(origins.slice(start, start + MAX_LINKS))
	}
	await Promise.all(chunks.map((chunk) => linkChunk(make, chunk, results)))
	return results
}

/** Whether they were linked; else why they were refused. Failures that are nobody's in particular become results of all. */
async function attempt(make: MakeLinks, origins: readonly Origin[], results: Map<string, Linked>): Promise<NepenthesRefused | null> {
	try {
		const ids = await make(origins)
		origins.forEach(({ id }, i) => results.set(id, { state: 'linked', linkId: ids[i]! }))
		return null
	} catch (error) {
		if (error instanceof NepenthesRefused) {
			return error
		}
		origins.forEach(({ id }) => results.set(id, { state: 'failed', reason: error as Error }))
		return null
	}
}

async function linkChunk(make: MakeLinks, chunk: readonly Origin[], results: Map<string, Linked>): Promise<void> {
	let rest = chunk
	while (rest.length > 0) {
		let reason = await attempt(make, rest, results)
		if (reason === null) {
			return
		}
		// Of rest, what stands before `from` is linked, and the first that is refused stands before `to`.
		let [from, to] = [0, rest.length]
		while (to - from > 1) {
			const middle = (from + to) >> 1
			const refusal = await attempt(make, rest.slice(from, middle), results)
			if (refusal === null) {
				from = middle
			} else {
				to = middle
				reason = refusal
			}
		}
		// Of those that were refused last, all before this one are linked: the refusal is its own.
		results.set(rest[from]!.id, { state: 'failed', reason })
		rest = rest.slice(to)
	}
}
