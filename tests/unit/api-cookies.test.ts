// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { describe, expect, it } from 'vitest'
import { readCookies, setCookie } from '../../sidecar/api/cookies.ts'

const attributesOf = (header: string) => header.split('; ').slice(1).sort()

describe('a cookie that is set', () => {
	it('goes to this Nextcloud alone, by https alone, comes back from another site, and is hidden from scripts', () => {
		const header = setCookie({ name: 'a', value: 'b' }, { nextcloudUrl: 'https://cloud.example/next/cloud', maxAge: 600, readable: false })
		expect(header).toMatch(/^a=b; /)
		expect(attributesOf(header)).toEqual(['HttpOnly', 'Max-Age=600', 'Path=/next/cloud', 'SameSite=Lax', 'Secure'])
	})

	it('is there for scripts if they are to read it, and by http where there is no https', () => {
		const header = setCookie({ name: 'a', value: 'b' }, { nextcloudUrl: 'http://cloud.example', maxAge: 60, readable: true })
		expect(attributesOf(header)).toEqual(['Max-Age=60', 'Path=/', 'SameSite=Lax'])
	})
})

describe('the cookies of a request', () => {
	it('are read by name', () => {
		expect([...readCookies('a=1; b=x=y==;c= 3 ; d=')]).toEqual([['a', '1'], ['b', 'x=y=='], ['c', '3'], ['d', '']])
	})

	it('of one name the first counts: browsers send the one of the longer path first', () => {
		expect(readCookies('a=near; a=far').get('a')).toBe('near')
	})

	it.each([undefined, '', ';;', '=x', 'nothing'])('are none in %j', (header) => {
		expect(readCookies(header).size).toBe(0)
	})

	it('have no names but those that were sent', () => {
		expect(readCookies('a=1').has('__proto__')).toBe(false)
		expect(readCookies('__proto__=1').get('__proto__')).toBe('1')
	})
})
