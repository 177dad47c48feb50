// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** How a script of ours may stand on a page: with this nonce, or, if null, without any. */
export interface ScriptPermission {
	nonce: string | null
}

/** The sources that one policy allows scripts from; null if it does not restrict them. */
function scriptSources(policy: string): string[] | null {
	const directives = new Map<string, string[]>()
	for (const directive of policy.split(';')) {
		const [name = '', ...sources] = directive.trim().split(/\s+/)
		// Of a directive named twice the first counts (CSP3 2.2.1).
		if (name !== '' && !directives.has(name.toLowerCase())) {
			directives.set(name.toLowerCase(), sources)
		}
	}
	return directives.get('script-src-elem') ?? directives.get('script-src') ?? directives.get('default-src') ?? null
}

/**
 * Reads from the Content-Security-Policy headers of a page how it lets a same-origin script run.
 *
 * @param headers the header's values; each may hold several policies, and all of them must allow the script
 * @return null if there is no way that we know of
 */
export function scriptPermission(headers: readonly string[]): ScriptPermission | null {
	let nonce: string | null = null
	for (const policy of headers.flatMap((header) => header.split(','))) {
		const sources = scriptSources(policy)
		if (sources === null) {
			continue
		}
		const own = sources.map((source) => /^'nonce-([\w+/=-]+)'$/i.exec(source)?.[1]).find((found) => found !== undefined)
		if (own !== undefined) {
			if (nonce !== null && nonce !== own) {
				return null
			}
			nonce = own
			continue
		}
		// With 'strict-dynamic' browsers ignore 'self'.
		const self = sources.some((source) => source === '*' || source.toLowerCase() === '\'self\'')
		if (!self || sources.some((source) => source.toLowerCase() === '\'strict-dynamic\'')) {
			return null
		}
	}
	return { nonce }
}
