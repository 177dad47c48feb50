// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { workPackageIdIn } from '../nepenthes/work-package-url.ts'

/** What somebody looks for. */
export type SearchTerm
	/** Nothing in particular: the newest. */
	= | { kind: 'any' }
		| { kind: 'words', words: string }
		/** Digits alone: an id, or a part of one, or a word. */
		| { kind: 'number', digits: string }
		/** A work package that is named exactly. */
		| { kind: 'id', id: number }
		| { kind: 'semantic-id', id: string }
		/** An address that is no work package of this instance. */
		| { kind: 'foreign-address' }

/** No id is longer; what is, is a word. */
const MAX_DIGITS = 15

/** What stands in an address; null for a number that no work package has. */
function idTerm(id: string): SearchTerm | null {
	if (!/^\d+$/.test(id)) {
		return { kind: 'semantic-id', id: id.toUpperCase() }
	}
	return id.length <= MAX_DIGITS ? { kind: 'id', id: Number(id) } : null
}

/**
 * Understands what was typed: words, `12`, `#12`, `NEP-42`, `#NEP-42`, or the address of a work package's page.
 *
 * @param typed
 * @param instance address of Nepenthes, without a slash at the end
 */
export function searchTermOf(typed: string, instance: string): SearchTerm {
	const text = typed.trim()
	if (text === '') {
		return { kind: 'any' }
	}
	if (/^https?:\/\/\S+$/i.test(text)) {
		const id = workPackageIdIn(text, instance)
		return (id === null ? null : idTerm(id)) ?? { kind: 'foreign-address' }
	}
	const [, hash, digits] = /^(#?)(\d+)$/.exec(text) ?? []
	if (digits !== undefined && digits.length <= MAX_DIGITS) {
		return hash === '#' ? { kind: 'id', id: Number(digits) } : { kind: 'number', digits }
	}
	const semantic = /^#?([A-Za-z][A-Za-z0-9_]*-\d+)$/.exec(text)?.[1]
	return semantic === undefined ? { kind: 'words', words: text } : { kind: 'semantic-id', id: semantic.toUpperCase() }
}
