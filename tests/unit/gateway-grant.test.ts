// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'

import { describe, expect, it } from 'vitest'
import { grantForwarding, isCallbackOf } from '../../sidecar/gateway/grant.ts'

const NEPENTHES = 'https://np.example/np'
const CALLBACK = `${NEPENTHES}/oauth_clients/abc/callback?code=x%2By&state=z`

/** Where a browser is led whose request to grant Nextcloud answers so. */
function led(location: string, { method = 'POST', status = 303, nepenthesUrl = NEPENTHES as string | null, webroot = '' } = {}): string {
	const answer = { status, headers: ['Content-Length', '0', 'lOcation', location, 'Set-Cookie', 'a=b'] }
	const rewritten = grantForwarding({ method } as IncomingMessage, { webroot, nepenthesUrl })?.rewrite?.(answer as never)
	const headers = rewritten?.headers ?? answer.headers
	expect(headers.filter((_, i) => i !== 3)).toEqual(['Content-Length', '0', 'lOcation', 'Set-Cookie', 'a=b'])
	return headers[3]!
}

describe('who has granted Nepenthes access to Nextcloud', () => {
	it.each(['', '/nextcloud'])('passes by here on the way back, below the web root %j, and loses nothing of the address', (webroot) => {
		const url = new URL(led(CALLBACK, { webroot }), 'https://cloud.example')
		expect(url.origin + url.pathname).toBe(`https://cloud.example${webroot}/index.php/apps/integration_nepenthes/connect-back`)
		expect([...url.searchParams]).toEqual([['to', CALLBACK]])
	})

	it.each([
		['not granted yet', { method: 'GET' }],
		['no redirect', { status: 200 }],
		['no Nepenthes', { nepenthesUrl: null }],
		['another Nepenthes', { nepenthesUrl: 'https://other.example' }],
	])('goes where Nextcloud sends them: %s', (_, change) => {
		expect(led(CALLBACK, change)).toBe(CALLBACK)
	})

	it('goes to other programs as ever', () => {
		expect(led('https://program.example/callback?code=x')).toBe('https://program.example/callback?code=x')
	})
})

it.each([
	'https://np.example.evil/np/oauth_clients/abc/callback',
	'https://np.example@evil.example/np/oauth_clients/abc/callback',
	'https://user@np.example/np/oauth_clients/abc/callback',
	'https://:password@np.example/np/oauth_clients/abc/callback',
	'http://np.example/np/oauth_clients/abc/callback',
	'https://np.example:8443/np/oauth_clients/abc/callback',
	'https://np.example/oauth_clients/abc/callback',
	'https://np.example/npx/oauth_clients/abc/callback',
	'https://np.example/np/oauth_clients/../logout',
	'https://np.example/np/oauth_clients/%2e%2e/logout',
	'https://np.example/np/oauth_clients',
	'https://np.example/np/login?to=/np/oauth_clients/abc/callback',
	'//np.example/np/oauth_clients/abc/callback',
	'/np/oauth_clients/abc/callback',
	'javascript:alert(1)',
	'',
])('an address where Nepenthes receives no codes: %s', (address) => {
	expect(isCallbackOf(address, NEPENTHES)).toBe(false)
})

it('the host may be written in any case', () => {
	expect(isCallbackOf('HTTPS://NP.example:443/np/oauth_clients/abc/callback', NEPENTHES)).toBe(true)
})
