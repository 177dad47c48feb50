// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Api } from './support/nepenthes-api.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { apiError, apiOf, filters } from './support/nepenthes-api.ts'

const CLOUD = 'https://cloud.example/'

let nepenthes: Nepenthes
let call: Api

beforeAll(async () => {
	nepenthes = await startNepenthes({ basePath: '/np' })
	nepenthes.addStorage({ name: 'Cloud', host: CLOUD })
	call = apiOf(nepenthes)
})

afterAll(() => nepenthes.close())

const identifiers = async (query: string, as = 'alice') => (await call(`/projects?${query}`, { as })).body._embedded.elements.map(({ identifier }) => identifier)

describe('projects', () => {
	it('are those that the caller is a member of', async () => {
		expect(await identifiers('', 'alice')).toEqual(['conservatory', 'garden', 'seedlings', 'NEP', 'office'])
		expect(await identifiers('', 'bob')).toEqual(['garden', 'seedlings', 'NEP', 'office'])
		expect(await identifiers('', 'carol')).toEqual([])
		expect(await identifiers('', 'admin')).toContain('vault')
	})

	it('are found by number and by identifier', async () => {
		expect((await call('/projects/2')).body).toMatchObject({ _type: 'Project', identifier: 'garden', name: 'Garden', _links: { parent: { href: null } } })
		expect((await call('/workspaces/garden')).body.id).toBe(2)
		expect(await call('/projects/vault')).toMatchObject({ status: 404, body: apiError('NotFound') })
	})

	it('say of a parent that the caller may not see only that there is one', async () => {
		const parent = async (as: string) => (await call('/projects/seedlings', { as })).body._links.parent!.href
		expect(await parent('alice')).toBe('/np/api/v3/projects/1')
		expect(await parent('bob')).toBe('urn:openproject-org:api:v3:undisclosed')
	})

	it('offer what the caller may do', async () => {
		const names = async (project: string, as: string) => Object.keys((await call(`/projects/${project}`, { as })).body._links)
		expect(await names('garden', 'alice')).toEqual(expect.arrayContaining(['createWorkPackage', 'storages']))
		expect(await names('garden', 'bob')).not.toContain('createWorkPackage')
		expect(await names('office', 'alice')).not.toContain('storages')
	})

	it('are searched, filtered by storage and by what the caller may do, sorted and paged', async () => {
		expect(await identifiers(filters({ typeahead: { operator: '**', values: ['GAR'] } }))).toEqual(['garden', 'office'])
		expect(await identifiers(filters({ name_and_identifier: { operator: '~', values: ['nep'] } }))).toEqual(['NEP'])
		expect(await identifiers(filters({ storageUrl: { operator: '=', values: [encodeURIComponent('https://cloud.example')] } }))).not.toContain('office')
		const create = { userAction: { operator: '&=', values: ['file_links/manage', 'work_packages/create'] } }
		expect(await identifiers(filters(create))).toEqual(['conservatory', 'garden', 'seedlings', 'NEP'])
		expect(await identifiers(filters(create), 'bob')).toEqual([])
		expect(await identifiers(`sortBy=${encodeURIComponent('[["name","desc"]]')}&pageSize=2&offset=2`)).toEqual(['office', 'garden'])
	})
})

describe('statuses, types and priorities', () => {
	it('come all at once, with colours of every kind', async () => {
		const colors = async (name: string) => (await call(`/${name}`)).body._embedded.elements.map(({ color }) => color)
		expect(await colors('statuses')).toEqual(expect.arrayContaining([null, '#FC3', '#CC5DE8']))
		expect(await colors('types')).toContain(null)
		expect((await call('/statuses')).body._embedded.elements.filter(({ isClosed }) => isClosed).map(({ name }) => name)).toEqual(['Closed', 'Rejected'])
		expect((await call('/types')).body._embedded.elements.filter(({ isMilestone }) => isMilestone).map(({ name }) => name)).toEqual(['Milestone'])
	})

	it.each(['statuses', 'types', 'priorities'])('are for those who see work packages somewhere: %s', async (name) => {
		const [first] = (await call(`/${name}`, { as: 'bob' })).body._embedded.elements
		expect((await call(`/${name}/${first!.id}`, { as: 'bob' })).body).toEqual(first)
		expect((await call(`/${name}/4711`, { as: 'bob' })).status).toBe(404)
		for (const path of [`/${name}`, `/${name}/${first!.id}`]) {
			expect(await call(path, { as: 'carol' })).toMatchObject({ status: 403, body: apiError('MissingPermission') })
		}
	})
})

describe('avatars', () => {
	const avatarOf = async (login: string) => {
		const { id } = (await call('/users/me', { as: login })).body
		return { path: `/users/${id}/avatar`, response: await call(`/users/${id}/avatar`) }
	}

	it('are a picture, a way to a picture outside of the API, or not there', async () => {
		const { response: alice } = await avatarOf('alice')
		expect(alice.status).toBe(200)
		expect(alice.text.slice(1, 4)).toBe('PNG')

		const { response: bob } = await avatarOf('bob')
		expect(bob.status).toBe(302)
		expect(bob.location).not.toContain('/api/')
		const elsewhere = await fetch(new URL(bob.location!, nepenthes.url))
		expect([elsewhere.status, elsewhere.headers.get('content-type')]).toEqual([200, 'image/png'])
		expect(nepenthes.requests.at(-1)!.url).toBe(bob.location)
		expect(nepenthes.requests.at(-1)!.headers).not.toHaveProperty('authorization')

		expect((await avatarOf('admin')).response).toMatchObject({ status: 404, body: apiError('NotFound') })
		expect((await call('/users/101/avatar')).status).toBe(404)
	})

	it('can be anything that a test wants: of another type, or too large', async () => {
		nepenthes.setAvatar('admin', { contentType: 'text/html', image: Buffer.alloc(2_000_000, '<b>') })
		expect((await avatarOf('admin')).response.text).toHaveLength(2_000_000)
		nepenthes.setAvatar('admin', null)
		expect((await avatarOf('admin')).response.status).toBe(404)
	})
})
