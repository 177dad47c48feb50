// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { randomInt } from 'node:crypto'

const letters = 'abcdefghijklmnopqrstuvwxyz'
const digits = '0123456789'

/** A random text of lower-case letters and digits. */
export function randomText(length: number, alphabet = letters + digits): string {
	let text = ''
	for (let index = 0; index < length; index++) {
		text += alphabet[randomInt(alphabet.length)]
	}
	return text
}

/** As Nextcloud makes codes and tokens that stand in addresses: letters of both cases and digits. */
export function randomAlphanumeric(length: number): string {
	return randomText(length, letters + letters.toUpperCase() + digits)
}

/** As Nextcloud makes its tokens: letters of both cases, digits, `+` and `/`, so that cookies need encoding. */
export function randomToken(length: number): string {
	return randomText(length, letters + letters.toUpperCase() + digits + '+/')
}
