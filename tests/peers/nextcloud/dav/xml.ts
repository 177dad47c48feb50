// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { XMLParser } from 'fast-xml-parser'
import { escapeXml } from '../ocs/envelope.ts'

/** An element of a request body, its namespace resolved. */
export interface Element {
	/** `{namespace}name`. */
	name: string
	children: Element[]
	text: string
}

export const dav = (name: string) => `{DAV:}${name}`

/** Prefixes that every answer declares. */
const prefixes = { 'DAV:': 'd', 'http://sabredav.org/ns': 's', 'http://owncloud.org/ns': 'oc', 'http://nextcloud.org/ns': 'nc' } as const

type ParsedNode = { [tag: string]: ParsedNode[] | string | Record<string, string> }

const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false, trimValues: true })

/** Reads XML; throws what the parser throws when it is none. */
export function parseXml(source: string): Element | undefined {
	const nodes = parser.parse(source, true) as ParsedNode[]
	return toElements(nodes, new Map())[0]
}

function toElements(nodes: ParsedNode[], inherited: Map<string, string>): Element[] {
	return nodes.flatMap((node) => {
		const tag = Object.keys(node).find((key) => key !== ':@')
		if (tag === undefined || tag.startsWith('?') || tag === '#text') {
			return []
		}
		const namespaces = new Map(inherited)
		for (const [attribute, value] of Object.entries((node[':@'] ?? {}) as Record<string, string>)) {
			if (attribute === 'xmlns' || attribute.startsWith('xmlns:')) {
				namespaces.set(attribute.slice(6), value)
			}
		}
		const content = node[tag] as ParsedNode[]
		const [prefix, name] = tag.includes(':') ? tag.split(':') as [string, string] : ['', tag]
		const text = content.map((child) => typeof child['#text'] === 'string' ? child['#text'] : '').join('')
		return [{ name: `{${namespaces.get(prefix) ?? ''}}${name}`, children: toElements(content, namespaces), text }]
	})
}

export function find(element: Element | undefined, name: string): Element | undefined {
	return element?.children.find((child) => child.name === name)
}

/** Writes an element by its full name; `content` is XML already. */
export function writeElement(name: string, content: string): string {
	const [, namespace, local] = /^\{(.*)\}(.*)$/.exec(name) as unknown as [string, string, string]
	const prefix = (prefixes as Record<string, string>)[namespace]
	const [tag, declaration] = prefix === undefined ? [`x1:${local}`, ` xmlns:x1="${escapeXml(namespace)}"`] : [`${prefix}:${local}`, '']
	return content === '' ? `<${tag}${declaration}/>` : `<${tag}${declaration}>${content}</${tag}>`
}

export function multistatus(responses: string[]): string {
	const declarations = Object.entries(prefixes).map(([namespace, prefix]) => ` xmlns:${prefix}="${namespace}"`).join('')
	return `<?xml version="1.0"?>\n<d:multistatus${declarations}>${responses.join('')}</d:multistatus>`
}
