// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TSchema } from 'typebox'
import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Api, Hal } from './support/nepenthes-api.ts'

import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as schemas from '../peers/nepenthes/api-schemas.ts'
import * as formSchemas from '../peers/nepenthes/form-schemas.ts'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { apiOf, fileBody, filters } from './support/nepenthes-api.ts'

const CLOUD = 'https://cloud.example/'

let nepenthes: Nepenthes
let call: Api
let paths: Record<'fileLink' | 'storage' | 'projectStorage', string>

beforeAll(async () => {
	nepenthes = await startNepenthes({ basePath: '/np' })
	call = apiOf(nepenthes)
	const storage = nepenthes.addStorage({ name: 'Cloud', host: CLOUD })
	nepenthes.connectStorage(storage.id, { clientId: 'nc-id', clientSecret: 'nc-secret' })
	const link = nepenthes.linkFile(1042, storage.id, { id: '5', name: 'rim.jpg', createdAt: new Date() })
	nepenthes.addCustomFieldsOfEveryKind({ types: ['Note'] })
	nepenthes.instance.database.run('UPDATE work_packages SET parent_id = 1042 WHERE id = 1001')
	const { _embedded: { elements: [projectStorage] } } = (await call('/project_storages')).body
	paths = { fileLink: `/file_links/${link.id}`, storage: `/storages/${storage.id}`, projectStorage: `/project_storages/${projectStorage!.id}` }
})

afterAll(() => nepenthes.close())

/** What is wrong with an answer, in words; nothing if it is right. */
const faults = (schema: TSchema, body: unknown) => Value.Errors(schema, body).map(({ instancePath, message }) => `${instancePath}: ${message}`)

describe.each(['alice', 'bob', 'admin'])('what %s is answered is as the API is described', (as) => {
	it.each<[string, TSchema]>([
		['/statuses', schemas.collectionOf(schemas.Status)],
		['/statuses/7', schemas.Status],
		['/types', schemas.collectionOf(schemas.WorkPackageType)],
		['/types/3', schemas.WorkPackageType],
		['/priorities', schemas.collectionOf(schemas.Priority)],
		['/priorities/8', schemas.Priority],
		['/projects', schemas.Projects],
		['/projects?pageSize=1&offset=2', schemas.Projects],
		['/projects/seedlings', schemas.Project],
		[`/work_packages?pageSize=-1&${filters()}`, schemas.WorkPackages],
		['/work_packages?pageSize=7&offset=2', schemas.WorkPackages],
		['/projects/garden/work_packages', schemas.WorkPackages],
		['/work_packages/1042', schemas.SingleWorkPackage],
		['/work_packages/NEP-7', schemas.SingleWorkPackage],
		['/work_packages/1042/file_links', schemas.collectionOf(schemas.FileLink)],
		['/storages', schemas.collectionOf(schemas.Storage)],
		['/project_storages', schemas.collectionOf(schemas.ProjectStorage)],
		['/users/me', schemas.User],
		['/users/5', schemas.User],
		['/groups/101', schemas.Principal],
		['/placeholder_users/102', schemas.Principal],
		['/principals', schemas.Principals],
		['/projects/garden/versions', schemas.collectionOf(schemas.Version)],
		['/versions/1', schemas.Version],
		['/projects/garden/categories', schemas.collectionOf(schemas.Category)],
		['/categories/1', schemas.Category],
		['/projects/garden/types', schemas.collectionOf(schemas.WorkPackageType)],
		['/custom_options/1', formSchemas.CustomOption],
		['/custom_fields/12/items', schemas.collectionOf(formSchemas.HierarchyItem)],
		['/custom_field_items/2', formSchemas.HierarchyItem],
	])('%s', async (path, schema) => {
		const { status, body } = await call(path, { as })
		expect(status).toBe(200)
		expect(faults(schema, body)).toEqual([])
	})

	it('single work packages of every kind', async () => {
		const all = (await call(`/work_packages?pageSize=-1&${filters()}`, { as })).body._embedded.elements
		const kinds = new Map(all.map((element) => [`${element._links.type!.title} ${element._links.assignee!.href?.split('/').at(-2)} ${element._links.project!.title}`, element.id]))
		for (const id of [...kinds.values(), 1001]) {
			expect(faults(schemas.SingleWorkPackage, (await call(`/work_packages/${id}`, { as })).body), String(id)).toEqual([])
		}
	})

	it('single links of files, storages and projects of storages', async () => {
		expect(faults(schemas.FileLink, (await call(paths.fileLink, { as })).body)).toEqual([])
		expect(faults(schemas.Storage, (await call(paths.storage, { as })).body)).toEqual([])
		if (as !== 'bob') {
			expect(faults(schemas.ProjectStorage, (await call(paths.projectStorage, { as })).body)).toEqual([])
		}
	})
})

describe.each(['alice', 'admin'])('what %s is answered about new work packages is as the API is described', (as) => {
	it.each<[string, TSchema]>([
		['/work_packages/available_projects', schemas.Projects],
		['/projects/garden/available_assignees', schemas.collectionOf(schemas.Principal)],
		['/work_packages/1042/available_assignees', schemas.collectionOf(schemas.Principal)],
	])('%s', async (path, schema) => {
		expect(faults(schema, (await call(path, { as })).body)).toEqual([])
	})

	it.each([1, 2, 3, 4, 5])('forms of type %i, with fields of every kind', async (type) => {
		const link = { type: { href: `/np/api/v3/types/${type}` } }
		for (const body of [{}, { subject: 'Rim' }, { subject: 'Rim', _links: link }, { subject: 7, dueDate: 'soon', _links: { ...link, customField13: [{ href: '/np/api/v3/custom_options/4' }] } }]) {
			for (const path of ['/work_packages/form', '/projects/garden/work_packages/form']) {
				expect(faults(formSchemas.Form, (await call(path, { as, body })).body)).toEqual([])
			}
		}
	})

	it('what is created', async () => {
		const { status, body } = await call('/projects/garden/work_packages', { as, body: {
			subject: 'Rim',
			description: { raw: 'Leaks' },
			customField11: '2026-03-02',
			_links: {
				type: { href: '/np/api/v3/types/3' },
				version: { href: '/np/api/v3/versions/1' },
				category: { href: '/np/api/v3/categories/1' },
				responsible: { href: '/np/api/v3/groups/101' },
				customField10: { href: '/np/api/v3/custom_options/1' },
				customField12: { href: '/np/api/v3/custom_field_items/2' },
				customField13: [{ href: '/np/api/v3/custom_options/4' }],
			},
		} })
		expect(status).toBe(201)
		expect(faults(schemas.SingleWorkPackage, body)).toEqual([])
	})
})

describe('what is created and what is refused is as the API is described', () => {
	it('links of files', async () => {
		const { body } = await call('/work_packages/1042/file_links', { body: fileBody(CLOUD, { id: 6, name: 'plan.pdf' }) })
		expect(faults(schemas.collectionOf(schemas.FileLink), body)).toEqual([])
	})

	it('storages', async () => {
		const { status, body } = await call('/storages', { as: 'admin', body: { name: 'Other', _links: { origin: { href: 'https://other.example' }, type: { href: 'urn:openproject-org:api:v3:storages:Nextcloud' } } } })
		expect(status).toBe(201)
		expect(faults(schemas.Storage, body)).toEqual([])
	})

	it.each<[number, string, Parameters<Api>[1]]>([
		[400, '/work_packages?filters=nonsense', {}],
		[400, '/work_packages/1042/file_links', { body: [] }],
		[403, '/statuses', { as: 'carol' }],
		[404, '/work_packages/4711', {}],
		[422, '/work_packages', { body: {} }],
		[422, '/projects/garden/work_packages', { body: {} }],
		[422, '/custom_fields/10/items', {}],
		[422, '/work_packages/1042/file_links', { body: {} }],
		[422, '/work_packages/1042/file_links', { body: fileBody('https://evil.example', { id: 1, name: 'a' }) }],
		[422, '/work_packages/1042/file_links', { body: fileBody('https://evil.example', { id: '', name: '' }) }],
	])('errors: %i of %s', async (expected, path, init) => {
		const { status, body } = await call(path, init)
		expect(status).toBe(expected)
		expect(faults(schemas.ApiErrorBody, body)).toEqual([])
	})
})

describe('every link', () => {
	/** All addresses in a body that lead to a server, without those with gaps. */
	function addresses(value: unknown): string[] {
		if (!(value instanceof Object)) {
			return []
		}
		const { href, templated, method } = value as { href?: unknown, templated?: boolean, method?: string }
		return [
			...typeof href === 'string' && !templated && !method ? [href] : [],
			...Object.values(value).flatMap(addresses),
		]
	}

	it('is below the path of the installation, or elsewhere on purpose', async () => {
		const bodies: Hal[] = []
		for (const path of ['/work_packages/1042', '/work_packages', '/projects', '/storages', '/project_storages', paths.fileLink, '/users/me']) {
			bodies.push((await call(path, { as: 'admin' })).body)
		}
		const hrefs = bodies.flatMap(addresses)
		expect(hrefs.length).toBeGreaterThan(300)
		expect(hrefs.filter((href) => !/^\/np\/|^urn:openproject-org:|^https:\/\/(?:cloud|other)\.example\//.test(href))).toEqual([])
	})

	it('of what is served here leads to what it names', async () => {
		const { body } = await call('/work_packages/1042')
		for (const name of ['self', 'project', 'type', 'status', 'priority', 'author', 'assignee', 'fileLinks']) {
			const { href } = body._links[name]!
			const found = await call(href.replace('/np/api/v3', ''))
			expect(found.status, href).toBe(200)
			expect(found.body._links.self!.href).toBe(href)
		}
	})
})
