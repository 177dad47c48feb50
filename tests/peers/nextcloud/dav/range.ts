// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { DavError } from './dav-error.ts'

/** First and last byte, both included. */
export interface ByteRange {
	first: number
	last: number
}

/** Reads a Range header of one range; several ranges, or another unit, are answered with the whole, which is allowed. */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
	const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
	if (!match || (match[1] === '' && match[2] === '')) {
		return undefined
	}
	const first = match[1] === '' ? Math.max(size - Number(match[2]), 0) : Number(match[1])
	const last = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
	if (first >= size) {
		throw new DavError('RequestedRangeNotSatisfiable', `The start offset (${first}) exceeded the size of the entity (${size})`)
	}
	return last < first ? undefined : { first, last }
}
