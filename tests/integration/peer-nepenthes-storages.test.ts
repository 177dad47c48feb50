// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Api, Hal } from './support/nepenthes-api.ts'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { apiError, apiOf, fileBody, filters } from './support/nepenthes-api.ts'

const CLOUD = 'https://cloud.example/nc'

let nepenthes: Nepenthes
let call: Api

beforeEach(async () => {
	nepenthes = await startNepenthes({ basePath: '/np' })
	call = apiOf(nepenthes)
})

afterEach(() => nepenthes.close())

function body(changes: Record<string, unknown> = {}, origin = CLOUD) {
	return {
		name: 'Cloud',
		applicationPassword: '',
		_links: { origin: { href: origin }, type: { href: 'urn:openproject-org:api:v3:storages:Nextcloud' } },
		...changes,
	}
}

const create = async () => (await call('/storages', { as: 'admin', body: body() })).body

const applicationOf = ({ _embedded: embedded }: Hal) => embedded.oauthApplication as Hal

/** Why a client gets no token for a refresh token that does not exist. */
async function tokenError({ clientId, clientSecret }: { clientId: string, clientSecret: string }) {
	const response = await fetch(`${nepenthes.url}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'none', client_id: clientId, client_secret: clientSecret }) })
	return (await response.json() as { error: string }).error
}

const attributes = ({ _embedded: { errors } }: Hal) => errors.map(({ _embedded: { details } }) => details.attribute)

describe('a storage that an administrator creates', () => {
	it('comes with a client for its Nextcloud, whose secret is told once', async () => {
		const { status, body: created } = await call('/storages', { as: 'admin', body: body() })
		expect(status).toBe(201)
		expect(created).toMatchObject({ _type: 'Storage', name: 'Cloud', configured: false, hasApplicationPassword: false, _links: { origin: { href: `${CLOUD}/` } } })
		const application = applicationOf(created)
		expect(application).toMatchObject({
			name: 'Cloud (Nextcloud)',
			clientId: expect.stringMatching(/^[\w-]{43}$/),
			clientSecret: expect.stringMatching(/^[\w-]{43}$/),
			scopes: ['api_v3'],
			_links: { redirectUri: [{ href: `${CLOUD}/index.php/apps/integration_openproject/oauth-redirect` }], integration: { title: 'Cloud' } },
		})
		const later = (await call(`/storages/${created.id}`, { as: 'admin' })).body
		expect(applicationOf(later)).toMatchObject({ clientId: application.clientId })
		expect(applicationOf(later)).not.toHaveProperty('clientSecret')
		expect((await call(application._links.self!.href.replace('/np/api/v3', ''), { as: 'admin' })).text).not.toContain('clientSecret')
	})

	it('is configured once it knows its client at Nextcloud', async () => {
		const { id } = await create()
		const path = `/storages/${id}/oauth_client_credentials`
		expect(await call(path, { as: 'admin', body: { clientId: 'nc-id', clientSecret: 'nc-secret' } })).toMatchObject({ status: 201, body: { configured: true, _embedded: { oauthClientCredentials: { clientId: 'nc-id' } } } })
		expect(await call(path, { as: 'admin', body: { clientId: 'nc-2', clientSecret: 'nc-secret' } })).toMatchObject({ body: { _embedded: { oauthClientCredentials: { clientId: 'nc-2' } } } })
		expect(await call(path, { as: 'admin', body: {} })).toMatchObject({ status: 422, body: apiError('MultipleErrors') })
		expect((await call(`/oauth_client_credentials/${id}`, { as: 'admin' })).text).not.toContain('nc-secret')
	})

	it('never tells its application password', async () => {
		const { id } = await create()
		const changed = await call(`/storages/${id}`, { as: 'admin', method: 'PATCH', body: { applicationPassword: 'very secret' } })
		expect(changed).toMatchObject({ status: 200, body: { hasApplicationPassword: true, name: 'Cloud' } })
		expect(changed.text).not.toContain('very secret')
		expect((await call(`/storages/${id}`, { as: 'admin', method: 'PATCH', body: { applicationPassword: null, name: 'Renamed' } })).body).toMatchObject({ hasApplicationPassword: false, name: 'Renamed' })
	})

	it('must have a name and an address of its own', async () => {
		await create()
		const twice = await call('/storages', { as: 'admin', body: body({}, `${CLOUD}/`) })
		expect(twice).toMatchObject({ status: 422, body: { ...apiError('MultipleErrors'), _embedded: { errors: [{ message: 'Name has already been taken.' }, { message: 'Host has already been taken.' }] } } })
		expect(attributes(twice.body)).toEqual(['name', 'host'])
		expect(await call('/storages', { as: 'admin', body: body({ name: 'Second' }) })).toMatchObject({ status: 422, body: { ...apiError('PropertyConstraintViolation'), message: 'Host has already been taken.' } })
		expect((await call('/storages', { as: 'admin', body: body({ name: 'Second' }, 'ftp://cloud.example') })).status).toBe(422)
		expect(attributes((await call('/storages', { as: 'admin', body: {} })).body)).toEqual(['name', 'host', 'providerType'])
	})

	it('takes its links of files and its client along when it is deleted', async () => {
		const { id, ...client } = nepenthes.addStorage({ name: 'Cloud', host: CLOUD })
		expect(client.redirectUri).toBe(`${CLOUD}/index.php/apps/integration_openproject/oauth-redirect`)
		expect(await tokenError(client)).toBe('invalid_grant')
		await call('/work_packages/1042/file_links', { body: fileBody(CLOUD, { id: 1, name: 'a' }) })
		expect((await call(`/storages/${id}`, { as: 'admin', method: 'DELETE' })).status).toBe(204)
		expect((await call(`/storages/${id}`, { as: 'admin' })).status).toBe(404)
		expect(nepenthes.fileLinksOf(1042)).toEqual([])
		expect(await tokenError(client)).toBe('invalid_client')
	})

	it('is for administrators only', async () => {
		const { id } = nepenthes.addStorage({ name: 'Cloud', host: CLOUD })
		expect(await call('/storages', { body: body() })).toMatchObject({ status: 403, body: apiError('MissingPermission') })
		for (const [method, path] of [['PATCH', `/storages/${id}`], ['DELETE', `/storages/${id}`], ['POST', `/storages/${id}/oauth_client_credentials`]] as const) {
			expect((await call(path, { method, body: {} })).status, `${method} ${path}`).toBe(403)
			expect((await call(path, { as: 'carol', method, body: {} })).status, `${method} ${path}`).toBe(404)
		}
		expect((await call('/storages', { as: 'admin' })).body.total).toBe(1)
	})
})

describe('the storages that a user sees', () => {
	it('are those of projects where they may see links of files, without its clients', async () => {
		nepenthes.addStorage({ name: 'Cloud', host: CLOUD, projects: ['conservatory'] })
		nepenthes.addStorage({ name: 'Other', host: 'https://other.example', projects: [] })
		const names = async (as: string) => (await call('/storages', { as })).body._embedded.elements.map(({ name }) => name)
		expect(await names('admin')).toEqual(['Cloud', 'Other'])
		expect(await names('alice')).toEqual(['Cloud'])
		expect(await names('bob')).toEqual([])

		const { _embedded: { elements: [storage] } } = (await call('/storages')).body
		expect(storage).not.toHaveProperty('_embedded')
		expect(storage!._links).not.toHaveProperty('oauthApplication')
	})

	it('offer the way to Nextcloud to who is not connected, once Nextcloud is set up', async () => {
		const { id } = nepenthes.addStorage({ name: 'Cloud', host: CLOUD })
		expect((await call(`/storages/${id}`)).body._links).not.toHaveProperty('authorize')
		nepenthes.connectStorage(id, { clientId: 'nc-id', clientSecret: 'nc-secret' })
		const { authorizationState, authorize } = (await call(`/storages/${id}`)).body._links
		expect(authorizationState!.href).toBe('urn:openproject-org:api:v3:storages:authorization:NotConnected')
		const address = new URL(authorize!.href)
		expect(address.href).toMatch(`${CLOUD}/index.php/apps/oauth2/authorize?`)
		expect(Object.fromEntries(address.searchParams)).toEqual({ client_id: 'nc-id', redirect_uri: `${nepenthes.url}/oauth_clients/nc-id/callback`, response_type: 'code' })
	})

	it('lead to the files of Nextcloud', async () => {
		const { id } = nepenthes.addStorage({ name: 'Cloud', host: CLOUD })
		expect(await call(`/storages/${id}/open`)).toMatchObject({ status: 303, location: `${CLOUD}/index.php/apps/files` })
		expect((await call(`/storages/${id}/open`, { as: 'carol' })).status).toBe(404)
	})
})

describe('the projects of a storage', () => {
	it('are all that have the module, or those that were named', async () => {
		const { id } = nepenthes.addStorage({ name: 'Cloud', host: CLOUD })
		nepenthes.addStorage({ name: 'Other', host: 'https://other.example', projects: ['garden'] })
		const titles = async (filter: string, value: string) => (await call(`/project_storages?${filters({ [filter]: { operator: '=', values: [value] } })}`, { as: 'admin' })).body._embedded.elements.map(({ _links: links }) => `${links.project!.title} ${links.storage!.title}`)
		expect(await titles('storageId', String(id))).toEqual(['Conservatory Cloud', 'Garden Cloud', 'Seedlings Cloud', 'Nepenthes expedition Cloud', 'Seed vault Cloud'])
		expect(await titles('storageUrl', encodeURIComponent('https://other.example'))).toEqual(['Garden Other'])
		expect(await titles('projectId', '2')).toEqual(['Garden Cloud', 'Garden Other'])
	})

	it('are shown one by one, to those who may see links of files there', async () => {
		nepenthes.addStorage({ name: 'Cloud', host: CLOUD })
		const { _embedded: { elements } } = (await call('/project_storages', { as: 'bob' })).body
		expect(elements.map(({ _links: links }) => links.project!.title)).toEqual(['Garden', 'Seedlings', 'Nepenthes expedition'])
		const path = `/project_storages/${elements[0]!.id}`
		expect((await call(path, { as: 'bob' })).body).toMatchObject({ _type: 'ProjectStorage', projectFolderMode: 'inactive' })
		expect(await call(`${path}/open`, { as: 'bob' })).toMatchObject({ status: 303, location: `${CLOUD}/index.php/apps/files` })
		expect((await call(path, { as: 'carol' })).status).toBe(404)
	})
})
