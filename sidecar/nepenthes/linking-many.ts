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
 * that file is looked for by halves: it costs at most six more requests, and no good file waits for it. Where it names as
 * many violations as every other file would make, each is tried by itself, which takes fewer. All that is due is asked at
 * once: `make` sees to how many requests are under way.
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

/**
 * What became of a request, after which its files have their results; or why it was refused, and they have none. Failures
 * that are nobody's in particular are results of all.
 */
async function attempt(make: MakeLinks, origins: readonly Origin[], results: Map<string, Linked>): Promise<'linked' | 'failed' | NepenthesRefused> {
	try {
		const ids = await make(origins)
		origins.forEach(({ id }, i) => results.set(id, { state: 'linked', linkId: ids[i]! }))
		return 'linked'
	} catch (error) {
		if (error instanceof NepenthesRefused) {
			return error
		}
		origins.forEach(({ id }) => results.set(id, { state: 'failed', reason: error as Error }))
		return 'failed'
	}
}

async function linkChunk(make: MakeLinks, chunk: readonly Origin[], results: Map<string, Linked>): Promise<void> {
	let rest = chunk
	while (rest.length > 0) {
		const outcome = await attempt(make, rest, results)
		if (!(outcome instanceof NepenthesRefused)) {
			return
		}
		// Of two, halves find the bad one with one request.
		if (rest.length > 2 && outcome.violations.length * 2 >= rest.length) {
			await Promise.all(rest.map((origin) => linkAlone(make, origin, results)))
			return
		}
		rest = rest.slice(await uncover(make, rest, outcome, results))
	}
}

/** Links a file that is known to stand beside many bad ones. */
async function linkAlone(make: MakeLinks, origin: Origin, results: Map<string, Linked>): Promise<void> {
	const outcome = await attempt(make, [origin], results)
	if (outcome instanceof NepenthesRefused) {
		results.set(origin.id, { state: 'failed', reason: outcome })
	}
}

/**
 * Looks by halves for the first of some files for whose sake they were refused together, and links those before it.
 *
 * @return how many of them, from the first on, have their results now
 */
async function uncover(make: MakeLinks, refused: readonly Origin[], refusal: NepenthesRefused, results: Map<string, Linked>): Promise<number> {
	let reason = refusal
	// What stands before `from` is linked, and the first that is refused stands before `to`.
	let [from, to] = [0, refused.length]
	while (to - from > 1) {
		const middle = (from + to) >> 1
		const outcome = await attempt(make, refused.slice(from, middle), results)
		if (outcome === 'failed') {
			// It may have stood among these: of the others nothing is known any more.
			return middle
		}
		if (outcome === 'linked') {
			from = middle
		} else {
			to = middle
			reason = outcome
		}
	}
	// Of those that were refused last, all before this one are linked: the refusal is its own.
	results.set(refused[from]!.id, { state: 'failed', reason })
	return to
}
