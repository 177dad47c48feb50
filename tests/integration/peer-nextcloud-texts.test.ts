// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nextcloud } from '../peers/nextcloud/index.ts'

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'

let nextcloud: Nextcloud
let password: { alice: string, bob: string }

beforeAll(async () => {
	nextcloud = await startNextcloud()
	password = { alice: nextcloud.addAppPassword('alice'), bob: nextcloud.addAppPassword('bob') }
})

afterAll(() => nextcloud.close())

type Person = 'alice' | 'bob' | null

async function ask(as: Person, method: string, path: string, body?: object) {
	const response = await fetch(`${nextcloud.url}/ocs/v2.php/apps/${path}`, {
		method,
		headers: {
			'ocs-apirequest': 'true',
			accept: 'application/json',
			...as === null ? {} : { authorization: `Basic ${btoa(`${as}:${password[as]}`)}` },
			...body === undefined ? {} : { 'content-type': 'application/json' },
		},
		...body === undefined ? {} : { body: JSON.stringify(body) },
	})
	const { ocs: { data } } = await response.json() as { ocs: { data: unknown } }
	return { status: response.status, data }
}

async function open(as: Person, path: string) {
	const response = await fetch(nextcloud.url + path, {
		redirect: 'manual',
		headers: { accept: 'text/html', ...as === null ? {} : { authorization: `Basic ${btoa(`${as}:${password[as]}`)}` } },
	})
	const html = await response.text()
	return { response, html, body: /<body[^>]*id="([^"]+)"/.exec(html)?.[1] }
}

describe('documents', () => {
	const path = 'peer_text/api/v1/documents'

	test('are written, read again and removed', async () => {
		const { data } = await ask('alice', 'POST', path, { title: ' Diary ', content: 'First\n\n<b>x</b> 🌱' })
		const { id } = data as { id: number }
		expect(data).toMatchObject({ title: 'Diary', content: 'First\n\n<b>x</b> 🌱' })
		expect((await ask('alice', 'PUT', `${path}/${id}`, { content: '' })).data).toMatchObject({ title: 'Diary', content: '' })
		expect((await ask('alice', 'GET', path)).data).toEqual(expect.arrayContaining([expect.objectContaining({ id, title: 'Diary' })]))
		await ask('alice', 'DELETE', `${path}/${id}`)
		expect((await ask('alice', 'GET', `${path}/${id}`)).status).toBe(404)
	})

	test('are nobody else\'s', async () => {
		const id = nextcloud.documents.add('alice', { title: 'Secret', content: 'x' })
		for (const method of ['GET', 'PUT', 'DELETE']) {
			expect((await ask('bob', method, `${path}/${id}`, method === 'GET' ? undefined : {})).status).toBe(404)
		}
		expect((await ask('bob', 'GET', path)).data).toEqual([])
		expect((await ask(null, 'GET', path)).status).toBe(401)
		expect(nextcloud.documents.get('alice', id)?.content).toBe('x')
	})
})

describe('rooms', () => {
	let team: string
	let everyone: string
	const messages = (token: string) => `peer_chat/api/v1/rooms/${token}/messages`

	beforeEach(() => {
		team = nextcloud.chatRooms.add({ name: 'Team', members: ['alice'] })
		everyone = nextcloud.chatRooms.add({ name: 'Everyone', members: ['alice'], public: true })
	})

	test('tell what was said since a message', async () => {
		const first = nextcloud.chatRooms.say(team, 'alice', 'One')
		expect((await ask('alice', 'POST', messages(team), { message: ' Two ' })).data).toMatchObject({ message: 'Two', actorType: 'users', actorId: 'alice', actorDisplayName: 'Alice Archer' })
		const said = async (after: number) => (await ask('alice', 'GET', `${messages(team)}?after=${after}`)).data as { message: string }[]
		expect((await said(0)).map(({ message }) => message)).toEqual(['One', 'Two'])
		expect((await said(first)).map(({ message }) => message)).toEqual(['Two'])
		expect((await ask('alice', 'POST', messages(team), { message: ' ' })).status).toBe(400)
	})

	test('are for their members, public ones for guests too', async () => {
		for (const stranger of ['bob', null] as const) {
			expect((await ask(stranger, 'GET', messages(team))).status).toBe(404)
			expect((await ask(stranger, 'POST', messages(team), { message: 'Hello' })).status).toBe(404)
		}
		expect((await ask(null, 'POST', messages(everyone), { message: 'Hello' })).data).toMatchObject({ actorType: 'guests', actorId: '', actorDisplayName: 'Guest' })
		expect((await ask('alice', 'GET', 'peer_chat/api/v1/rooms')).data).toEqual(expect.arrayContaining([{ token: everyone, name: 'Everyone', public: true }]))
		expect((await ask('bob', 'GET', 'peer_chat/api/v1/rooms')).data).not.toEqual(expect.arrayContaining([expect.objectContaining({ token: everyone })]))
	})

	test('have a page in the user\'s layout for who is signed in, in the public one for guests', async () => {
		expect((await open('alice', `/call/${team}`)).body).toBe('body-user')
		expect((await open('bob', `/call/${everyone}`)).body).toBe('body-user')
		expect((await open('bob', `/call/${team}`)).response.status).toBe(404)
		const guest = await open(null, `/call/${everyone}`)
		expect(guest.body).toBe('body-public')
		expect(guest.html).not.toContain('initial-state-core-reference-provider-list')
		expect(guest.html).toContain(`id="initial-state-files_sharing-sharingToken" value="${btoa(JSON.stringify(everyone))}"`)
		for (const path of [`/call/${team}`, '/call/nothing', '/apps/peer_chat/', '/apps/peer_text/']) {
			expect((await open(null, path)).response.headers.get('location')).toBe(`/login?redirect_url=${path}`)
		}
	})
})
