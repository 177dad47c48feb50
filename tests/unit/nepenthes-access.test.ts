// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Access } from '../../sidecar/nepenthes/access.ts'
import type { Http, HttpAnswer } from '../../sidecar/nepenthes/http.ts'
import type { OAuthClient } from '../../sidecar/nepenthes/oauth.ts'
import type { TokenVault } from '../../sidecar/nepenthes/token-vault.ts'

import { beforeEach, expect, it } from 'vitest'
import { createAccess } from '../../sidecar/nepenthes/access.ts'
import { createTokenVault } from '../../sidecar/nepenthes/token-vault.ts'
import { fetchAccount } from '../../sidecar/nepenthes/users.ts'
import { ConnectionMemory } from './support/connection-memory.ts'
import { TokenProvider } from './support/token-provider.ts'

const client: OAuthClient = { instance: 'https://np.example', id: 'client', secret: 'secret', redirectUri: 'https://cloud.example/back' }
const account = { id: 14, name: 'Mara Jade' }

let provider: TokenProvider
let vault: TokenVault
let access: Access
/** The tokens of the calls, in order. */
let used: string[]
/** What happens while a call is on its way, by its number. */
let meanwhile: Map<number, () => Promise<unknown>>

const refusal: HttpAnswer = { status: 401, headers: {}, body: Buffer.from('{"errorIdentifier":"urn:openproject-org:api:v3:errors:Unauthenticated"}') }
const answer: HttpAnswer = { status: 200, headers: {}, body: Buffer.from(JSON.stringify(account)) }

const connect = () => vault.connect('mara', client, account, provider.issue(client))
const ask = () => access.use('mara', client, (api) => fetchAccount(api))

beforeEach(async () => {
	used = []
	meanwhile = new Map()
	provider = new TokenProvider(Date.now)
	vault = createTokenVault({ store: new ConnectionMemory(), oauth: provider })
	const http: Http = {
		async send({ headers }) {
			const token = headers!.Authorization!.replace('Bearer ', '')
			used.push(token)
			await meanwhile.get(used.length)?.()
			return provider.accepts(token) ? answer : refusal
		},
		dispatcher: undefined as never,
		close: async () => {},
	}
	access = createAccess({ http, vault })
	await connect()
})

it('a user whose newer tokens were used and lost has to connect again', async () => {
	// Somebody else refreshed them, used the new ones and stored them nowhere.
	meanwhile.set(1, async () => provider.accepts((await provider.refresh(client, 'refresh-1')).accessToken))
	await expect(ask()).rejects.toMatchObject({ code: 'connection-expired' })
	expect(used).toHaveLength(1)
})

it('a user whose tokens Nepenthes refuses twice has to connect again, and causes no more calls', async () => {
	meanwhile.set(1, async () => {
		await vault.replacement('mara', client, 'access-1')
		provider.accepts('access-2')
	})
	meanwhile.set(2, async () => provider.endAll())
	await expect(ask()).rejects.toMatchObject({ code: 'connection-expired' })
	expect(used).toEqual(['access-1', 'access-2'])
	await expect(ask()).rejects.toMatchObject({ code: 'connection-expired' })
	expect(used).toHaveLength(2)
})

it('a user who connects again in another tab is not told that the connection has run out', async () => {
	meanwhile.set(1, async () => {
		await vault.replacement('mara', client, 'access-1')
		provider.accepts('access-2')
	})
	meanwhile.set(2, connect)
	await expect(ask()).resolves.toEqual(account)
	expect(used).toEqual(['access-1', 'access-2', 'access-3'])
})

it('a user who disconnects in another tab is not connected', async () => {
	meanwhile.set(1, () => vault.disconnect('mara', client))
	await expect(ask()).rejects.toMatchObject({ code: 'not-connected' })
	expect(used).toEqual(['access-1'])
})
