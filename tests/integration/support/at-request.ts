// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../../peers/nepenthes/index.ts'

/**
 * Does something in the middle of much that is asked: when the request of that number, counted from now on, has come in and
 * is not answered yet.
 *
 * @param nepenthes
 * @param which
 * @param which.number from 1, of the requests that fit
 * @param which.method
 * @param which.route what path and query must fit
 * @param act
 * @return whether it has been done
 */
export function atRequest({ faults }: Nepenthes, { number, method, route }: { number: number, method: string, route: RegExp }, act: () => unknown): () => boolean {
	const meet = faults.meet.bind(faults)
	let left = number
	faults.meet = async (request, response) => {
		if (left > 0 && request.method === method && route.test(request.url ?? '') && --left === 0) {
			faults.meet = meet
			await act()
		}
		return meet(request, response)
	}
	return () => left === 0
}
