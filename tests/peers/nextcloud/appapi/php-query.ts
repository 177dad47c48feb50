// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Encodes as PHP's `urlencode`. */
function encode(text: string): string {
	return encodeURIComponent(text).replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%20', '+')
}

/**
 * What becomes of a query that PHP reads and writes again: lists get indexes, names without a value get `=`,
 * dots and spaces in names become underscores, of equal names the last wins.
 */
export function rebuildQuery(query: string): string {
	const values = new Map<string, string>()
	const next = new Map<string, number>()
	for (const [name, value] of new URLSearchParams(query)) {
		const list = /^([^[]*)\[\]$/.exec(name)
		const base = (list?.[1] ?? name.replace(/\[.*$/s, '')).replace(/[. ]/g, '_')
		if (base === '') {
			continue
		}
		const index = next.get(base) ?? 0
		if (list) {
			next.set(base, index + 1)
		}
		values.set(list ? `${base}[${index}]` : base + (/\[.*$/s.exec(name)?.[0] ?? ''), value)
	}
	return [...values].map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
}
