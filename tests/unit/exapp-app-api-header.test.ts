// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { describe, expect, it } from 'vitest'
import { createAppApiReader } from '../../sidecar/exapp/app-api-header.ts'

const secret = 'a-secret:with-a-colon-in-it'
const read = createAppApiReader({ appId: 'integration_nepenthes', secret })
const base64 = (text: string | Uint8Array) => Buffer.from(text as string).toString('base64')
const header = (text: string | Uint8Array, app = 'integration_nepenthes') => ({ 'authorization-app-api': base64(text), 'ex-app-id': app })

describe('AppAPI\'s header', () => {
	it.each([
		['alice', 'alice'],
		['bob o\'hara@x.y', 'bob o\'hara@x.y'],
		['Zoë', 'Zoë'],
		['', null],
	])('names the user %j', (written, userId) => {
		expect(read(header(`${written}:${secret}`))).toEqual({ userId })
	})

	it.each([
		['another secret', header('alice:another-secret-that-is-long')],
		['the beginning of the secret', header(`alice:${secret.slice(0, -1)}`)],
		['more than the secret', header(`alice:${secret}x`)],
		['no secret', header('alice:')],
		['no colon', header('alice')],
		['nothing', { 'ex-app-id': 'integration_nepenthes' }],
		['an empty header', { 'authorization-app-api': '', 'ex-app-id': 'integration_nepenthes' }],
		['plain text', { 'authorization-app-api': `alice:${secret}`, 'ex-app-id': 'integration_nepenthes' }],
		['two headers in one', { 'authorization-app-api': `${base64(`:${secret}`)}, ${base64(`admin:${secret}`)}`, 'ex-app-id': 'integration_nepenthes' }],
		['bytes that are no text', header(new Uint8Array([0xFF, 0x00, 0xC3, 0x28]))],
		['another app', header(`alice:${secret}`, 'integration_other')],
		['no app', { 'authorization-app-api': base64(`alice:${secret}`) }],
	])('is refused with %s', (_what, headers) => {
		expect(read(headers)).toBeNull()
	})
})
