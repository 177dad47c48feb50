// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** How PHP stores a JSON value in a text column: numbers and booleans as it prints them, lists and objects as a word. */
export function asPhpText(value: unknown): string {
	if (value === null || value === undefined || value === false) {
		return ''
	}
	if (value === true) {
		return '1'
	}
	return typeof value === 'object' ? 'Array' : String(value)
}

const mark = 'enc:'

/** Stands for the encryption of sensitive values: what was stored without it cannot be read as if it had been. */
export function seal(value: string): string {
	return value === '' ? '' : mark + Buffer.from(value).toString('base64')
}

/** Empty for what was never sealed: the trap of version 34 after a write without `sensitive`. */
export function unseal(value: string): string {
	return value.startsWith(mark) ? Buffer.from(value.slice(mark.length), 'base64').toString() : ''
}

export interface StoredValue {
	configkey: string
	configvalue: string
}
