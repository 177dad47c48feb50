// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { SAXParser } from 'parse5-sax-parser'

/** Characters of an excerpt; more than a card has room for. */
const LENGTH = 300

/** Characters that are read of a description: enough for the beginning of its text, whatever stands around it. */
const READ = 64 * 1024

/** What is no running text, or must not be read at all. */
const SKIPPED = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object', 'svg', 'math', 'table', 'pre', 'figure', 'img', 'macro', 'head', 'title', 'textarea', 'select'])

/** Elements without content: they are never closed. */
const VOID = new Set(['img'])

/** Between these, words are apart. */
const INLINE = new Set(['a', 'abbr', 'b', 'bdi', 'bdo', 'code', 'del', 'em', 'i', 'ins', 'kbd', 'mark', 'mention', 's', 'small', 'span', 'strong', 'sub', 'sup', 'u'])

/**
 * The beginning of a text that Nepenthes has rendered, without anything but its words: tables, code and pictures are left out,
 * and nothing of it is HTML any more.
 *
 * @param html as the API gives it; not trusted
 */
export function excerptOf(html: string): string {
	const parser = new SAXParser()
	let text = ''
	const skipping: string[] = []
	parser.on('startTag', ({ tagName, selfClosing }) => {
		if (SKIPPED.has(tagName)) {
			if (!VOID.has(tagName) && !selfClosing) {
				skipping.push(tagName)
			}
		} else if (skipping.length === 0 && !INLINE.has(tagName)) {
			text += ' '
		}
	})
	parser.on('endTag', ({ tagName }) => {
		const from = skipping.lastIndexOf(tagName)
		if (from !== -1) {
			skipping.length = from
		} else if (skipping.length === 0 && !INLINE.has(tagName)) {
			text += ' '
		}
	})
	parser.on('text', (token) => {
		if (skipping.length === 0) {
			text += token.text
		}
	})
	// A text is told when something follows it; a tag that is cut in two would take the place of that.
	parser.write(`${withoutCutTag(html.slice(0, READ))}<wbr>`)
	parser.destroy()
	return shortened(text.replace(/\s+/g, ' ').trim())
}

/** Less the tag that never ends; found without going back, since descriptions may hold nothing but beginnings of tags. */
function withoutCutTag(html: string): string {
	const cut = html.indexOf('<', html.lastIndexOf('>') + 1)
	return cut === -1 ? html : html.slice(0, cut)
}

/** Cut between characters as people see them, at a blank if there is one near. */
function shortened(text: string): string {
	if (text.length <= LENGTH) {
		return text
	}
	let end = 0
	for (const { index, segment } of new Intl.Segmenter().segment(text.slice(0, LENGTH + 50))) {
		if (index + segment.length > LENGTH) {
			break
		}
		end = index + segment.length
	}
	const blank = text.lastIndexOf(' ', end)
	return `${text.slice(0, blank > LENGTH * 0.8 ? blank : end).trimEnd()} …`
}
