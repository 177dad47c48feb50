// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'

import { afterEach, describe, expect, it } from 'vitest'
import { seededApiToken, startNepenthes } from '../peers/nepenthes/index.ts'
import { NepenthesVisitor } from './support/nepenthes-visitor.ts'

let nepenthes: Nepenthes

async function start(options?: Parameters<typeof startNepenthes>[0]) {
	nepenthes = await startNepenthes(options)
}

afterEach(() => nepenthes.close())

const as = (login: string) => ({ authorization: `Bearer ${seededApiToken(login)}` })

async function call(path: string, init?: RequestInit) {
	const response = await fetch(`${nepenthes.url}/api/v3${path}`, { redirect: 'manual', ...init })
	const text = await response.text()
	return {
		status: response.status,
		type: response.headers.get('content-type'),
		challenge: response.headers.get('www-authenticate'),
		text,
		body: () => JSON.parse(text) as Record<string, unknown>,
	}
}

const error = (name: string) => ({ _type: 'Error', errorIdentifier: `urn:openproject-org:api:v3:errors:${name}` })

describe('the API', () => {
	it('tells a caller with a token who they are', async () => {
		await start()

		for (const authorization of [`Bearer ${seededApiToken('carol')}`, `Basic ${btoa(`apikey:${seededApiToken('carol')}`)}`]) {
			const me = await call('/users/me', { headers: { authorization } })
			expect(me.status).toBe(200)
			expect(me.type).toBe('application/hal+json; charset=utf-8')
			expect(me.body()).toMatchObject({ _type: 'User', name: 'Carol Gärtner', login: 'carol', admin: false, language: 'de' })
		}
	})

	it('shows of another user only what everybody may see', async () => {
		await start()
		const { id } = (await call('/users/me', { headers: as('bob') })).body()

		expect((await call(`/users/${id}`, { headers: as('alice') })).body()).toMatchObject({ name: 'Bob Builder' })
		expect((await call(`/users/${id}`, { headers: as('alice') })).body()).not.toHaveProperty('email')
		expect((await call(`/users/${id}`, { headers: as('admin') })).body()).toMatchObject({ email: 'bob@nepenthes.example' })
	})

	it('names the instance at its root, its version to administrators only', async () => {
		await start()

		const root = (await call('/', { headers: as('alice') })).body()
		expect(root).toMatchObject({ _type: 'Root', instanceName: 'Nepenthes', _links: { user: { title: 'Alice Archer' } } })
		expect(root).not.toHaveProperty('coreVersion')
		expect((await call('', { headers: as('admin') })).body()).toHaveProperty('coreVersion')
	})

	it('gives the configuration with the preferences of the caller', async () => {
		await start()

		expect((await call('/configuration', { headers: as('carol') })).body()).toMatchObject({
			_type: 'Configuration',
			hostName: new URL(nepenthes.url).host,
			_embedded: { userPreferences: { timeZone: 'Europe/Berlin' } },
		})
	})

	it('makes links that hold below the path of the installation', async () => {
		await start({ basePath: '/np' })

		const { _links: links } = (await call('', { headers: as('alice') })).body() as { _links: Record<string, { href: string }> }
		const user = await fetch(new URL(links.user!.href, nepenthes.url), { headers: as('alice') })
		expect(user.status).toBe(200)
		expect((await fetch(new URL('/api/v3', nepenthes.url), { headers: as('alice') })).status).toBe(404)
	})

	it('compresses for whoever takes it compressed', async () => {
		await start()

		const plain = await fetch(`${nepenthes.url}/api/v3`, { headers: { ...as('alice'), 'accept-encoding': 'identity' } })
		expect(plain.headers.get('content-encoding')).toBeNull()
		const compressed = await fetch(`${nepenthes.url}/api/v3`, { headers: as('alice') })
		expect(compressed.headers.get('content-encoding')).toBe('gzip')
		expect(await compressed.json()).toEqual(await plain.json())
	})
})

describe('without valid credentials', () => {
	it.each([
		['none at all', {}, 'You need to be authenticated to access this resource.', ''],
		['an unknown token', { authorization: 'Bearer nonsense' }, 'You did not provide the correct credentials.', ', error="invalid_token"'],
		['a scheme that does not exist', { authorization: 'Digest abc' }, 'You did not provide the correct credentials.', ', error="invalid_token"'],
		['the token of a locked user', as('dave'), 'You did not provide the correct credentials.', ', error="invalid_token", error_description="The user account is locked"'],
	])('answers 401 and says why in the header: %s', async (_, headers, message, reason) => {
		await start({ basePath: '/np' })

		const refused = await call('/users/me', { headers })
		expect(refused.status).toBe(401)
		expect(refused.body()).toEqual({ ...error('Unauthenticated'), message })
		expect(refused.challenge).toBe(`Bearer realm="OpenProject API", resource_metadata="${nepenthes.url}/.well-known/oauth-protected-resource", scope="api_v3"${reason}`)
	})

	it('answers 401 even where there is nothing, so that nobody can probe', async () => {
		await start()
		expect((await call('/nothing')).status).toBe(401)
	})

	it('answers the anonymous user where login is not required', async () => {
		await start({ loginRequired: false })

		expect((await call('')).body()).toMatchObject({ instanceName: 'Nepenthes' })
		expect((await call('/users/me')).body()).toMatchObject({ name: 'Anonymous' })
		expect((await call('/my_preferences')).body()).toMatchObject(error('MissingPermission'))
	})
})

describe('a request that is not right', () => {
	it('is told in the language of the user, else in the one the browser wants', async () => {
		await start()

		expect((await call('/nothing', { headers: as('carol') })).body()).toEqual({ ...error('NotFound'), message: 'Die angeforderte Ressource konnte nicht gefunden werden.' })
		expect((await call('/nothing', { headers: { ...as('alice'), 'accept-language': 'de' } })).body()).toMatchObject({ message: 'The requested resource could not be found.' })
		expect((await call('', { headers: { 'accept-language': 'fr, de;q=0.5' } })).body()).toMatchObject({ message: expect.stringMatching(/^Sie müssen angemeldet sein/) })
	})

	it.each(['POST', 'PATCH', 'DELETE'])('is 406 in plain text without a content type: %s', async (method) => {
		await start()

		const refused = await call('/users/me', { method, headers: as('alice') })
		expect([refused.status, refused.text]).toEqual([406, 'Missing content-type header'])
		expect((await call('/users/me', { method })).status, 'authentication comes first').toBe(401)
	})

	it('is 415 with another content type than JSON', async () => {
		await start()

		const refused = await call('/users/me', { method: 'POST', headers: { ...as('alice'), 'content-type': 'text/plain' }, body: '{}' })
		expect(refused.status).toBe(415)
		expect(refused.body()).toMatchObject(error('TypeNotSupported'))
	})

	it('is 404 for a number that is no user', async () => {
		await start()
		expect((await call('/users/4711', { headers: as('admin') })).body()).toMatchObject(error('NotFound'))
	})
})

describe('signing in', () => {
	it.each(['', '/np'])('leads from a page to the form and back to the page (installed at "%s")', async (basePath) => {
		await start({ basePath })
		const visitor = new NepenthesVisitor(nepenthes.url)

		const first = await visitor.get(`${basePath}/work_packages/7?tab=files`)
		expect(first.status).toBe(302)
		const signedIn = await visitor.signIn(first.location!, 'alice')
		expect(signedIn.location).toBe(`${basePath}/work_packages/7?tab=files`)
		const page = await visitor.get(signedIn.location!)
		expect(page.status).toBe(404)
		expect(page.html).toContain('Work package #7 not found')
	})

	it('speaks the language of the user afterwards', async () => {
		await start()
		const visitor = new NepenthesVisitor(nepenthes.url)

		await visitor.signIn('/login', 'carol')
		expect((await visitor.get('/')).html).toContain('Willkommen, Carol Gärtner')
	})

	it.each([
		['a wrong password', 'alice', 'bob-password'],
		['a user who does not exist', 'mallory', 'mallory-password'],
		['a locked user', 'dave', 'dave-password'],
	])('fails with %s, always in the same words', async (_, login, password) => {
		await start()
		const visitor = new NepenthesVisitor(nepenthes.url)

		const answer = await visitor.signIn('/login', login, password)
		expect(answer.status).toBe(422)
		expect(answer.html).toContain('Invalid user or password.')
		expect((await visitor.get('/')).location).toMatch(/^\/login/)
	})

	it('takes no form that it did not give out', async () => {
		await start()
		const visitor = new NepenthesVisitor(nepenthes.url)

		await visitor.get('/login')
		expect((await visitor.send('', '/login', { username: 'alice', password: 'alice-password' })).status).toBe(422)
		expect((await visitor.get('/')).location).toMatch(/^\/login/)
	})

	it.each(['https://evil.example/', '//evil.example/', '/elsewhere', '\\\\evil.example', 'javascript:alert(1)'])('never leads away: %s', async (back) => {
		await start({ basePath: '/np' })

		const answer = await new NepenthesVisitor(nepenthes.url).signIn(`/np/login?back_url=${encodeURIComponent(back)}`, 'alice')
		expect(answer.location).toBe('/np/')
	})

	it('opens the API to the session, for writing only with the header that forms cannot send', async () => {
		await start()
		const visitor = new NepenthesVisitor(nepenthes.url)
		await visitor.signIn('/login', 'bob')

		expect((await visitor.get('/api/v3/users/me')).html).toContain('"login":"bob"')
		const json = { 'content-type': 'application/json' }
		expect((await visitor.get('/api/v3/users/me', { method: 'POST', headers: json })).status).toBe(401)
		expect((await visitor.get('/api/v3/users/me', { method: 'POST', headers: { ...json, 'x-requested-with': 'XMLHttpRequest' } })).status).toBe(404)
	})

	it('ends with signing out', async () => {
		await start()
		const visitor = new NepenthesVisitor(nepenthes.url)
		await visitor.signIn('/login', 'bob')

		await visitor.send((await visitor.get('/')).html, '/logout', {})
		expect((await visitor.get('/api/v3/users/me')).status).toBe(401)
	})

	it('ends by itself after a week', async () => {
		let now = new Date('2026-01-01T12:00:00Z')
		await start({ clock: () => now })
		const visitor = new NepenthesVisitor(nepenthes.url)
		await visitor.signIn('/login', 'bob')

		now = new Date('2026-01-08T11:59:00Z')
		expect((await visitor.get('/')).status).toBe(200)
		now = new Date('2026-01-08T12:01:00Z')
		expect((await visitor.get('/')).status).toBe(302)
	})
})

describe('a server in trouble', () => {
	it('can fail on a route, and tells which requests came', async () => {
		await start()
		nepenthes.faults.add({ route: '/users/me$', kind: 'fail', status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>', times: 1 })

		expect(await call('/users/me', { headers: as('alice') })).toMatchObject({ status: 502, type: 'text/html' })
		expect(await call('/users/me', { headers: as('alice') })).toMatchObject({ status: 200 })
		expect(nepenthes.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /api/v3/users/me', 'GET /api/v3/users/me'])
	})

	it('can be down and come back', async () => {
		await start()

		await nepenthes.setDown(true)
		await expect(call('')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
		await nepenthes.setDown(false)
		expect((await call('')).status).toBe(401)
	})

	it('stops while requests hang', async () => {
		await start()
		nepenthes.faults.add({ route: '/', kind: 'hang' })
		const hanging = call('').catch(() => 'cut')
		await expect.poll(() => nepenthes.requests.length).toBe(1)

		await nepenthes.close()
		expect(await hanging).toBe('cut')
		await start()
	})
})
