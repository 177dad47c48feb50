// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { randomBytes } from 'node:crypto'

function xor(left: Buffer, right: Buffer): Buffer {
	return Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)))
}

/** What a session compares request tokens with. */
export function newRequestSecret(): Buffer {
	// Printable, as in the real one, whose token is a text.
	return Buffer.from(randomBytes(24).toString('base64'))
}

/** A request token `X:Y` as pages carry it: masked anew each time, so that compression tells nothing about it. */
export interface RequestToken {
	token: string
	/** Its second half, which the page's Content-Security-Policy uses as nonce. */
	nonce: string
}

export function maskRequestToken(secret: Buffer): RequestToken {
	const mask = randomBytes(secret.length)
	const nonce = mask.toString('base64')
	return { token: `${xor(secret, mask).toString('base64')}:${nonce}`, nonce }
}

export function isRequestTokenValid(secret: Buffer, token: string): boolean {
	const parts = token.split(':')
	if (parts.length !== 2) {
		return false
	}
	const [masked, mask] = parts.map((part) => Buffer.from(part, 'base64')) as [Buffer, Buffer]
	return masked.length === mask.length && xor(masked, mask).equals(secret)
}
