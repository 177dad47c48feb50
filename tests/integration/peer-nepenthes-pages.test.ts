// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { GrantingNextcloud } from './support/granting-nextcloud.ts'
import type { Api } from './support/nepenthes-api.ts'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { startGrantingNextcloud } from './support/granting-nextcloud.ts'
import { apiOf } from './support/nepenthes-api.ts'
import { NepenthesVisitor } from './support/nepenthes-visitor.ts'

const PAGE = '/np/work_packages/1042/files'

let nepenthes: Nepenthes
let nextcloud: GrantingNextcloud
let visitor: NepenthesVisitor
let call: Api
let cloud: number

beforeEach(async () => {
	nextcloud = await startGrantingNextcloud()
	nepenthes = await startNepenthes({ basePath: '/np' })
	cloud = nepenthes.addStorage({ name: 'Cloud', host: nextcloud.host }).id
	nepenthes.connectStorage(cloud, nextcloud.client)
	nepenthes.linkFile(1042, cloud, { id: '5', name: 'rim.jpg' })
	call = apiOf(nepenthes)
	visitor = new NepenthesVisitor(nepenthes.url)
	await visitor.signIn('/np/login', 'alice')
})

afterEach(async () => {
	await nepenthes.close()
	await nextcloud.close()
})

const loginLink = (html: string) => /href="([^"]*ensure_connection[^"]*)"/.exec(html)?.[1]?.replaceAll('&#38;', '&')

/** Follows the button to Nextcloud, which grants, and gives the address that Nextcloud leads back to. */
async function grant() {
	const { html } = await visitor.get(PAGE)
	const { location } = await visitor.get(loginLink(html)!)
	const granted = await fetch(location!, { redirect: 'manual' })
	return granted.headers.get('location')!
}

const connect = async () => visitor.get(await grant())

const stateOf = async () => (await call(`/storages/${cloud}`)).body._links.authorizationState!.href.split(':').at(-1)

const fileStatus = async () => (await call('/work_packages/1042/file_links')).body._embedded.elements[0]!._links.status!.href.replace('urn:openproject-org:api:v3:file-links:', '')

describe('the page of a work package', () => {
	it.each(['/work_packages/1042', '/work_packages/details/1042/overview', '/projects/garden/work_packages/1042/activity', '/notifications/details/1042/activity', '/work_packages/1042/edit?tab=1'])('is shown at %s', async (address) => {
		const { status, html } = await visitor.get(`/np${address}`)
		expect(status).toBe(200)
		for (const text of ['Pitcher leaks at the lower rim', '#1042', 'Bug', 'In progress', 'Garden', 'Bob Builder', 'rim.jpg']) {
			expect(html).toContain(text)
		}
	})

	it('has a short address, and one by semantic id', async () => {
		expect(await visitor.get('/np/wp/1042/activity')).toMatchObject({ status: 302, location: '/np/work_packages/1042/activity' })
		expect((await visitor.get('/np/work_packages/NEP-7')).html).toContain('وصف نباتات الجرة')
	})

	it('is not found by those who may not see it', async () => {
		const carol = new NepenthesVisitor(nepenthes.url)
		await carol.signIn('/np/login', 'carol')
		const { status, html } = await carol.get('/np/work_packages/1042')
		expect([status, html.includes('Pitcher leaks')]).toEqual([404, false])
		expect((await carol.get('/np/')).html).toContain('Sie sind in keinem Projekt Mitglied.')
	})

	it('shows markup in subjects and names of files as text', async () => {
		const { id } = nepenthes.workPackageBySubject('<script>alert(1)</script>')
		nepenthes.linkFile(id, cloud, { id: '6', name: '<img src=x onerror=alert(1)>' })
		const { html } = await visitor.get(`/np/work_packages/${id}`)
		expect(html).not.toMatch(/<script|<img/)
		expect((await visitor.get('/np/')).html).not.toMatch(/<script|<b>Bold/)
	})

	it('gives colours by a style sheet, with text that can be read on them', async () => {
		const { html } = await visitor.get('/np/assets/colors.css')
		expect(html).toContain('.status-7 { --color: #CC5DE8; --on-color: #000; }')
		expect(html).toContain('.status-14 { --color: #C92A2A; --on-color: #fff; }')
		expect(html).not.toContain('.status-9 ')
	})

	it('shows no files to those who may not see links', async () => {
		nepenthes.setPermissions('alice', 'garden', ['view_work_packages'])
		expect((await visitor.get(PAGE)).html).not.toContain('rim.jpg')
	})
})

describe('the page of a new work package', () => {
	it('says for which project and type it is, and what has to be filled in', async () => {
		nepenthes.addCustomField({ name: 'Mood', kind: 'Emotion', required: true, types: ['Bug'], projects: ['garden'] })
		for (const project of ['garden', '2']) {
			const { status, html } = await visitor.get(`/np/projects/${project}/work_packages/new?type=3`)
			expect(status).toBe(200)
			for (const text of ['<dd>Garden</dd>', '<dd>Bug</dd>', '>Subject</li>', '>Urgency</li>', '>Mood</li>']) {
				expect(html).toContain(text)
			}
		}
		expect((await visitor.get('/np/work_packages/new')).html).toContain('>Project</li>')
	})

	it('is there for those who may create one', async () => {
		expect((await visitor.get('/np/projects/vault/work_packages/new')).status).toBe(404)
		const bob = new NepenthesVisitor(nepenthes.url)
		await bob.signIn('/np/login', 'bob')
		expect((await bob.get('/np/projects/garden/work_packages/new')).status).toBe(404)
		expect((await new NepenthesVisitor(nepenthes.url).get('/np/work_packages/new')).location).toContain('/np/login')
	})
})

describe('the start page', () => {
	it('lists the projects and work packages of the user', async () => {
		const { html } = await visitor.get('/np/')
		expect(html).toContain('<h2>Garden</h2>')
		expect(html).toContain('href="/np/work_packages/NEP-7"')
		expect(html).not.toContain('Seed vault')
	})
})

describe('"Nextcloud login"', () => {
	it('leads to Nextcloud, and back to the work package, connected', async () => {
		const { html } = await visitor.get(PAGE)
		expect(html).toContain('Nextcloud login')
		const away = new URL((await visitor.get(loginLink(html)!)).location!)
		expect(`${away.origin}${away.pathname}`).toBe(`${nextcloud.host}index.php/apps/oauth2/authorize`)
		expect(Object.fromEntries(away.searchParams)).toEqual({
			client_id: nextcloud.client.clientId,
			redirect_uri: `${nepenthes.url}/oauth_clients/${nextcloud.client.clientId}/callback`,
			response_type: 'code',
			state: expect.stringMatching(/^[\da-f-]{36}$/),
		})
		expect(await stateOf()).toBe('NotConnected')

		expect((await connect()).location).toBe(PAGE)
		expect(nextcloud.tokenRequests).toEqual([{ grant_type: 'authorization_code', code: expect.any(String), client_id: nextcloud.client.clientId, client_secret: nextcloud.client.clientSecret, redirect_uri: away.searchParams.get('redirect_uri') }])
		expect((await visitor.get(PAGE)).html).not.toContain('Nextcloud login')
		expect(await stateOf()).toBe('Connected')
	})

	it('counts one answer of Nextcloud, and only one that was asked for here', async () => {
		const back = await grant()
		const elsewhere = new NepenthesVisitor(nepenthes.url)
		await elsewhere.signIn('/np/login', 'bob')
		expect((await elsewhere.get(back)).status).toBe(400)
		expect((await visitor.get(back)).location).toBe(PAGE)
		// The browser has dropped the cookie of this state by now.
		expect((await visitor.get(back)).status).toBe(400)
		expect(nextcloud.tokenRequests).toHaveLength(1)
	})

	it('says so when Nextcloud does not grant, or does not take the client', async () => {
		const denied = new URL(await grant())
		denied.searchParams.delete('code')
		denied.searchParams.set('error', 'access_denied')
		expect(await visitor.get(denied.href)).toMatchObject({ status: 400, html: expect.stringContaining('did not grant access') })

		nepenthes.connectStorage(cloud, { ...nextcloud.client, clientSecret: 'wrong' })
		expect(await connect()).toMatchObject({ status: 502, html: expect.stringContaining('ask your administrator') })
		expect(await stateOf()).toBe('NotConnected')
	})

	it.each(['https://evil.example/', '//evil.example', '/elsewhere'])('leads back to this Nepenthes only: not to %s', async (destination) => {
		const link = new URL(loginLink((await visitor.get(PAGE)).html)!, nepenthes.url)
		link.searchParams.set('destination_url', destination)
		const { location } = await visitor.get(link.href)
		const granted = await fetch(location!, { redirect: 'manual' })
		expect((await visitor.get(granted.headers.get('location')!)).location).toBe('/np/')
	})

	it('is not there without a client at Nextcloud', async () => {
		const other = await startNepenthes()
		other.addStorage({ name: 'Cloud', host: nextcloud.host })
		const alice = new NepenthesVisitor(other.url)
		await alice.signIn('/login', 'alice')
		expect((await alice.get('/work_packages/1042')).html).toContain('No Nextcloud connection')
		await other.close()
	})
})

describe('files of a connected user', () => {
	it('have the status that Nextcloud says, and its name of them', async () => {
		nepenthes.linkFile(1042, cloud, { id: '6', name: 'secret.txt' })
		nepenthes.linkFile(1042, cloud, { id: '7', name: 'gone.txt' })
		nextcloud.files = { 5: { statuscode: 200, name: 'renamed.jpg', mimetype: 'image/jpeg', mtime: 1_760_000_000, modifier_name: 'Bob' }, 6: { statuscode: 403 } }
		await connect()

		const { body } = await call('/work_packages/1042/file_links')
		expect(body._embedded.elements.map(({ _links: links }) => links.status!.href.replace('urn:openproject-org:api:v3:file-links:', ''))).toEqual(['permission:ViewAllowed', 'permission:ViewNotAllowed', 'NotFound'])
		expect(body._embedded.elements[0]!.originData).toMatchObject({ name: 'renamed.jpg', mimeType: 'image/jpeg', lastModifiedAt: '2025-10-09T08:53:20.000Z', lastModifiedByName: 'Bob' })
		const { html } = await visitor.get(PAGE)
		for (const text of ['renamed.jpg', 'No permission to see this file', 'This file could not be found']) {
			expect(html).toContain(text)
		}
	})

	it('cost Nextcloud one call for all of them, however many', async () => {
		nepenthes.linkFile(1042, cloud, { id: '6', name: 'another.jpg' })
		await connect()
		nextcloud.calls.length = 0
		await call('/work_packages/1042/file_links')
		expect(nextcloud.calls).toEqual(['/cloud/ocs/v1.php/apps/integration_openproject/filesinfo'])
	})

	it('are there again after a token ran out: it is refreshed once, for all who ask', async () => {
		await connect()
		nextcloud.files = { 5: { statuscode: 200 } }
		nepenthes.advanceClock(3600)
		nextcloud.expireAccess()
		expect(await Promise.all(Array.from({ length: 5 }, fileStatus))).toEqual(Array.from({ length: 5 }, () => 'permission:ViewAllowed'))
		expect(nextcloud.tokenRequests.map(({ grant_type: type }) => type)).toEqual(['authorization_code', 'refresh_token'])
	})

	it('want a new login when Nextcloud takes none of the tokens', async () => {
		await connect()
		nepenthes.advanceClock(3600)
		nextcloud.revoke()
		expect(await fileStatus()).toBe('Error')
		expect(await stateOf()).toBe('FailedAuthorization')
		expect((await visitor.get(PAGE)).html).toContain('Nextcloud login')
	})

	it('are listed without their status while Nextcloud is broken', async () => {
		await connect()
		nextcloud.broken = true
		expect(await fileStatus()).toBe('Error')
		expect(await stateOf()).toBe('Error')
		const { html } = await visitor.get(PAGE)
		expect(html).toContain('No Nextcloud connection')
		expect(html).toContain('rim.jpg')
	})
})
