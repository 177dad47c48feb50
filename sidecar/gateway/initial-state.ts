// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** What a page says of itself before its states come. */
export interface PageFacts {
	/** Whose page it is. */
	userId: string
	/** The language it is written in, as Nextcloud names languages: `de`, `de_DE`. */
	language: string
}

/** What the gateway adds to the initial state of a page (nextcloud-contract 5.3). */
export interface StateAdditions {
	/** New entries, by id `APPID-KEY`. */
	add: Readonly<Record<string, unknown>>
	/** Changes of Nextcloud's own entries, by id. One that gives undefined, or throws, leaves the entry as it is. */
	change: Readonly<Record<string, (value: unknown, page: PageFacts) => unknown>>
}

/** The value of an initial-state input: base64 of JSON in ASCII, since the page decodes it with atob. */
export function encodeState(value: unknown): string {
	const json = JSON.stringify(value).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
	return Buffer.from(json, 'latin1').toString('base64')
}

export function decodeState(value: string): unknown {
	return JSON.parse(Buffer.from(value, 'base64').toString('utf8'))
}

/** The input element of a state. */
export function stateInput(id: string, value: unknown): string {
	return `<input type="hidden" id="initial-state-${id}" value="${encodeState(value)}">`
}
