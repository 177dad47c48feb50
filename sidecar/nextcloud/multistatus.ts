// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { NextcloudUnexpectedAnswer } from './errors.ts'

/** One resource of a WebDAV multistatus. */
export interface DavResponse {
	/** As sent: percent-encoded, with the web root. */
	href: string
	/** Names (without namespace) and texts of the properties that were found; elements within count as their names. */
	properties: ReadonlyMap<string, string>
}

const parser = new XMLParser({
	ignoreAttributes: true,
	ignoreDeclaration: true,
	removeNSPrefix: true,
	// Ids and sizes stay as they are written; names keep their spaces.
	parseTagValue: false,
	trimValues: false,
	// Nothing that a document declares is ever expanded; see decode().
	processEntities: false,
	tagValueProcessor: (_name, text) => decode(text),
	isArray: (name) => name === 'response' || name === 'propstat',
})

/**
 * Reads the answer to PROPFIND or SEARCH (RFC 4918, 13).
 *
 * @param xml
 * @throws {NextcloudUnexpectedAnswer} when it is broken or something else
 */
export function readMultistatus(xml: string): DavResponse[] {
	// The parser is content with half a document.
	if (/<!DOCTYPE/i.test(xml) || XMLValidator.validate(xml) !== true) {
		throw new NextcloudUnexpectedAnswer('Nextcloud answered with broken XML.')
	}
	const root: unknown = parser.parse(xml)
	if (!isElement(root) || !('multistatus' in root)) {
		throw new NextcloudUnexpectedAnswer('Nextcloud answered with XML that is no multistatus.')
	}
	const responses = isElement(root.multistatus) ? listOf(root.multistatus.response) : []
	return responses.map(({ href, propstat }) => {
		if (typeof href !== 'string') {
			throw new NextcloudUnexpectedAnswer('Nextcloud answered with a multistatus that lacks a href.')
		}
		const found = listOf(propstat).filter(({ status }) => typeof status === 'string' && /^HTTP\/\S+ 2\d\d\b/.test(status))
		return { href, properties: new Map(found.flatMap(({ prop }) => isElement(prop) ? Object.entries(prop).map(([name, value]) => [name, textOf(value)]) : [])) }
	})
}

type Element = Record<string, unknown>

function isElement(value: unknown): value is Element {
	return typeof value === 'object' && value !== null
}

function listOf(value: unknown): Element[] {
	return Array.isArray(value) ? value.filter(isElement) : []
}

function textOf(value: unknown): string {
	if (isElement(value)) {
		return Object.keys(value).filter((name) => name !== '#text').join(' ')
	}
	return typeof value === 'string' ? value : ''
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'' }

/** The references that XML itself defines, each once: characters by number and the five by name. */
function decode(text: string): string {
	return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (reference, decimal?: string, hex?: string, name?: string) => {
		if (name !== undefined) {
			return NAMED[name] ?? reference
		}
		const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16)
		return code <= 0x10FFFF ? String.fromCodePoint(code) : reference
	})
}
