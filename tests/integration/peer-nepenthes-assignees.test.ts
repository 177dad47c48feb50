// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Api } from './support/nepenthes-api.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { apiError, apiOf, filters } from './support/nepenthes-api.ts'

let nepenthes: Nepenthes
let call: Api

beforeAll(async () => {
	nepenthes = await startNepenthes({ basePath: '/np' })
	call = apiOf(nepenthes)
})

afterAll(() => nepenthes.close())

const people = async (path: string, as = 'alice') => (await call(path, { as })).body._embedded.elements.map(({ name }) => name)

describe('whom work can be given to', () => {
	it('is whoever works in the project, people, groups and placeholders, on no pages', async () => {
		for (const path of ['/projects/garden', '/workspaces/2', '/work_packages/1042']) {
			expect(await people(`${path}/available_assignees`)).toEqual(['Alice Archer', 'Bob Builder', 'Gardener (vacant)', 'Greenhouse team'])
		}
		expect(await people('/projects/office/available_assignees')).toEqual(['Alice Archer', 'Bob Builder'])
		expect((await call('/projects/garden/available_assignees')).body).not.toHaveProperty('pageSize')
	})

	it('is not who has left', async () => {
		nepenthes.setPermissions('dave', 'office', ['view_work_packages'])
		expect(await people('/projects/office/available_assignees')).not.toContain('Dave Departed')
	})

	it('is told to those who may give work, and to nobody who does not see the project', async () => {
		for (const path of ['/projects/garden', '/work_packages/1042']) {
			expect(await call(`${path}/available_assignees`, { as: 'bob' })).toMatchObject({ status: 403, body: apiError('MissingPermission') })
			expect(await call(`${path}/available_assignees`, { as: 'carol' })).toMatchObject({ status: 404 })
		}
	})
})

describe('principals', () => {
	it('are those with whom the caller shares a project, and they themselves', async () => {
		expect(await people('/principals', 'admin')).toContain('Carol Gärtner')
		expect(await people('/principals')).not.toContain('Carol Gärtner')
		expect(await people('/principals', 'carol')).toEqual(['Carol Gärtner'])
	})

	it.each<[string, Parameters<typeof filters>, unknown[]]>([
		['a part of the name', [{ name: { operator: '~', values: ['arch'] } }], ['Alice Archer']],
		['any of their names', [{ any_name_attribute: { operator: '~', values: ['BUILDER'] } }], ['Bob Builder']],
		['the login', [{ anyNameAttribute: { operator: '**', values: ['bob'] } }], ['Bob Builder']],
		['what they are', [{ type: { operator: '=', values: ['Group', 'PlaceholderUser'] } }], ['Gardener (vacant)', 'Greenhouse team']],
		['where they work', [{ member: { operator: '=', values: ['5'] } }, { status: { operator: '!', values: ['3'] } }], ['Alice Archer', 'Bob Builder']],
		['who is asking', [{ id: { operator: '=', values: ['me'] } }], ['Alice Archer']],
	])('are found by %s', async (_, list, expected) => {
		expect(await people(`/principals?${filters(...list)}`)).toEqual(expected)
	})

	it('come in pages, by name', async () => {
		const { body } = await call('/principals?pageSize=2&offset=2')
		expect(body).toMatchObject({ count: 2, pageSize: 2, offset: 2 })
	})

	it('are not searched by what they do not have', async () => {
		expect(await call(`/principals?${filters({ beauty: { operator: '=', values: ['t'] } })}`)).toMatchObject({ status: 400, body: apiError('InvalidQuery') })
	})
})

describe('versions, categories and types of a project', () => {
	it('are listed, those included that other projects share', async () => {
		expect(await people('/projects/seedlings/versions')).toEqual(['New heating', 'Financial year'])
		expect(await people('/workspaces/garden/categories')).toEqual(['Bog beds', 'Paths', 'Pond'])
		expect(await people('/projects/office/types')).toEqual(['Task', 'Bug', 'Feature', 'Note'])
	})

	it('lead to pages of their own', async () => {
		for (const list of ['/projects/garden/versions', '/projects/garden/categories', '/projects/garden/types']) {
			for (const { _links: { self } } of (await call(list)).body._embedded.elements) {
				expect((await call(self!.href.replace('/np/api/v3', ''))).body._links.self).toEqual(self)
			}
		}
	})

	it('say nothing of a project that the caller does not see', async () => {
		const { body: { _embedded: { elements } } } = await call('/projects/seedlings/versions', { as: 'bob' })
		expect(elements.map(({ _links: { definingProject } }) => definingProject!.href)).toEqual(['urn:openproject-org:api:v3:undisclosed', '/np/api/v3/projects/5'])
		for (const name of ['versions', 'categories', 'types']) {
			expect((await call(`/projects/vault/${name}`)).status).toBe(404)
		}
	})
})
