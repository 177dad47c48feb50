// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { loadInto } from './load-into.ts'

/** Takes what stands in a place out of the page again; nothing to take out until it has come. */
type Filling = { empty?: () => void }

const fillings = new Map<HTMLElement, Filling>()

/**
 * Brings a chunk into a place that others may take away at any moment, even before it has come.
 *
 * @param place
 * @param load imports the chunk
 * @param fill puts what the chunk brings into the place; gives what takes it out again
 */
export async function fillPlace<Chunk>(place: HTMLElement, load: () => Promise<Chunk>, fill: (chunk: Chunk) => () => void): Promise<void> {
	fillings.get(place)?.empty?.()
	const filling: Filling = {}
	fillings.set(place, filling)
	const chunk = await loadInto(place, load)
	if (fillings.get(place) === filling) {
		filling.empty = fill(chunk)
	}
}

/**
 * Takes out of the page what stands in places that are taken away.
 *
 * @param around a place, or what is around some
 * @param leave is told of each before it is empty
 */
export function emptyPlaces(around: HTMLElement, leave?: (place: HTMLElement) => void): void {
	for (const [place, { empty }] of fillings) {
		if (around.contains(place)) {
			leave?.(place)
			fillings.delete(place)
			empty?.()
		}
	}
}
