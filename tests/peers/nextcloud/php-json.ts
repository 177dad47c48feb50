// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** JSON as PHP writes it: ASCII only, slashes escaped. */
export function phpJson(value: unknown): string {
	return JSON.stringify(value)
		.replaceAll('/', '\\/')
		.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The same, as it stands in scripts and in values for `atob`. */
export function base64Json(value: unknown): string {
	return Buffer.from(phpJson(value)).toString('base64')
}
