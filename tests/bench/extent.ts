// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** How much is measured: enough to trust the numbers, or just enough to see them. */
export interface Extent {
	/** Times that each candidate has its turn. */
	rounds: number
	/** Seconds of load in a round. */
	seconds: number
	/** Requests of which the time is taken in a round. */
	requests: number
	/** Times that the large streams are sent. */
	streams: number
	/** Bytes of each of them. */
	streamSize: number
	/** Pages that are rewritten, of each size. */
	pages: number
}

export const FULL: Extent = { rounds: 4, seconds: 1.5, requests: 500, streams: 2, streamSize: 2 ** 30, pages: 300 }

export const QUICK: Extent = { rounds: 2, seconds: 0.5, requests: 200, streams: 1, streamSize: 2 ** 28, pages: 50 }
