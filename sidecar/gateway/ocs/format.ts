// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'

import { XMLBuilder } from 'fast-xml-parser'

export type OcsVersion = 'v1' | 'v2'

/** What an OCS answer says besides its data (nextcloud-contract 7.1). */
export type OcsMeta = Readonly<Record<string, unknown>>

/** Of an answer in which nothing went wrong. */
export const FINE: Readonly<Record<OcsVersion, OcsMeta>> = {
	v1: { status: 'ok', statuscode: 100, message: 'OK', totalitems: '', itemsperpage: '' },
	v2: { status: 'ok', statuscode: 200, message: 'OK' },
}

/** Whether an answer is JSON for this client; Nextcloud's own choice otherwise is XML. */
export function isJsonWanted(query: URLSearchParams, { headers }: IncomingMessage): boolean {
	const format = query.get('format')
	return format === null ? headers.accept?.includes('application/json') ?? false : format === 'json'
}

export function toJson(meta: OcsMeta, data: unknown): string {
	// What looks like markup stays harmless even where somebody takes the answer for a page.
	return JSON.stringify({ ocs: { meta, data } }).replace(/[<>]/g, (char) => `\\u00${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

const builder = new XMLBuilder({ format: true, indentBy: ' ', suppressEmptyNode: true, processEntities: true })

export function toXml(meta: OcsMeta, data: unknown): string {
	return `<?xml version="1.0"?>\n${builder.build({ ocs: { meta: asElements(meta), data: asElements(data) } })}`
}

/** Lists are elements of one name, truth is 1, and what is nothing or false is empty (nextcloud-contract 7.1). */
function asElements(value: unknown): unknown {
	if (Array.isArray(value)) {
		return value.length === 0 ? '' : { element: value.map(asElements) }
	}
	if (typeof value === 'object' && value !== null) {
		const entries = Object.entries(value).map(([name, child]): [string, unknown] => [name, asElements(child)])
		return entries.length === 0 ? '' : Object.fromEntries(entries)
	}
	switch (value) {
		case true:
			return '1'
		case null:
		case undefined:
		case false:
			return ''
		default:
			return withoutControls(String(value))
	}
}

/** XML has no way to write these. */
function withoutControls(text: string): string {
	// eslint-disable-next-line no-control-regex -- they are what is taken out
	return text.replace(/[\0-\x08\v\f\x0E-\x1F\uFFFE\uFFFF]/g, '')
}
