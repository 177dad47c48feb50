// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Api, Hal } from './support/nepenthes-api.ts'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { seededApiToken, startNepenthes } from '../peers/nepenthes/index.ts'
import { apiError, apiOf, fileBody, filters } from './support/nepenthes-api.ts'

const CLOUD = 'https://cloud.example/nc'
const LINKS = '/work_packages/1042/file_links'

let nepenthes: Nepenthes
let call: Api
let cloud: number

beforeEach(async () => {
	nepenthes = await startNepenthes({ basePath: '/np' })
	cloud = nepenthes.addStorage({ name: 'Cloud', host: CLOUD }).id
	call = apiOf(nepenthes)
})

afterEach(() => nepenthes.close())

const rim = {
	id: 5503,
	name: 'rim.png',
	mimeType: 'image/png',
	size: 16042,
	createdAt: '2025-12-19T09:42:10.170Z',
	lastModifiedAt: '2025-12-20T14:00:13.987Z',
	createdByName: 'Alice',
	lastModifiedByName: 'Bob',
}

const link = (...files: Record<string, unknown>[]) => call(LINKS, { body: fileBody(CLOUD, ...files) })

const idsOf = ({ _embedded: { elements } }: Hal) => elements.map(({ id }) => id)

const parts = ({ _embedded: { errors } }: Hal) => errors.map(({ errorIdentifier, _embedded: { details } }) => [errorIdentifier.split(':').at(-1), details.attribute])

describe('linking files', () => {
	it('gives the links back in the order of the request, with numbers of files as text and without a status', async () => {
		const { status, body } = await link(rim, { id: '12', name: 'plans', mimeType: 'application/x-op-directory' })
		expect(status).toBe(201)
		expect(body).toMatchObject({ _type: 'Collection', total: 2, count: 2 })
		expect(body._embedded.elements[0]).toMatchObject({
			_type: 'FileLink',
			originData: { id: '5503', name: 'rim.png', mimeType: 'image/png', createdAt: '2025-12-19T09:42:10.170Z', lastModifiedByName: 'Bob' },
			_links: {
				storage: { href: `/np/api/v3/storages/${cloud}`, title: 'Cloud' },
				container: { href: '/np/api/v3/work_packages/1042' },
				creator: { title: 'Alice Archer' },
				delete: { method: 'delete' },
			},
		})
		expect(body._embedded.elements[0]!._links).not.toHaveProperty('status')
		expect(body._embedded.elements[0]!.originData).not.toHaveProperty('size')
		expect(body._embedded.elements[1]).toMatchObject({ originData: { id: '12', mimeType: 'application/x-op-directory' } })
	})

	it('changes nothing where the file is linked already, twice in one request too', async () => {
		const [id] = idsOf((await link(rim)).body)
		const again = await link({ ...rim, name: 'renamed.png' }, rim)
		expect(again.status).toBe(201)
		expect(idsOf(again.body)).toEqual([id, id])
		expect(again.body._embedded.elements[0]).toMatchObject({ originData: { name: 'rim.png' } })
		expect(nepenthes.fileLinksOf(1042)).toHaveLength(1)
	})

	it('tells files of two storages apart', async () => {
		nepenthes.addStorage({ name: 'Other', host: 'https://other.example' })
		await link(rim)
		await call(LINKS, { body: fileBody('https://other.example', rim) })
		expect(nepenthes.fileLinksOf(1042)).toHaveLength(2)
	})

	it.each([CLOUD, `${CLOUD}/`, `${CLOUD}//`])('knows the storage by its address: %s', async (address) => {
		expect((await call(LINKS, { body: fileBody(address, rim) })).status).toBe(201)
	})

	it('knows the storage by its link', async () => {
		const body = (href: string) => ({ _embedded: { elements: [{ originData: rim, _links: { storage: { href } } }] } })
		expect((await call(LINKS, { body: body(`/np/api/v3/storages/${cloud}`) })).status).toBe(201)
		expect(await call(LINKS, { body: body('/np/api/v3/storages/4711') })).toMatchObject({ status: 422, body: apiError('PropertyConstraintViolation') })
	})

	it.each([CLOUD.replace('https', 'http'), CLOUD.toUpperCase(), 'https://cloud.example', 'https://evil.example/'])('refuses any other address: %s', async (address) => {
		const { status, body } = await call(LINKS, { body: fileBody(address, rim) })
		expect([status, body.message]).toEqual([422, expect.stringContaining('Storage does not exist')])
		expect(body).toMatchObject({ ...apiError('PropertyConstraintViolation'), _embedded: { details: { attribute: 'storage' } } })
	})

	it('refuses a storage that the project does not have', async () => {
		nepenthes.addStorage({ name: 'Other', host: 'https://other.example', projects: ['seedlings'] })
		const { status, body } = await call(LINKS, { body: fileBody('https://other.example', rim) })
		expect([status, body.message]).toEqual([422, expect.stringContaining('Storage is not linked to project')])
	})

	it('takes 20 at once, not 21, and not none', async () => {
		const many = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index + 1, name: `plan ${index}` }))
		expect(await link(...many(21))).toMatchObject({ status: 422, body: { ...apiError('PropertyConstraintViolation'), _embedded: { details: { attribute: '_embedded/elements' } } } })
		expect(nepenthes.fileLinksOf(1042)).toEqual([])
		expect(await link(...many(20))).toMatchObject({ status: 201, body: { total: 20 } })
		expect(await link()).toMatchObject({ status: 422, body: apiError('PropertyMissingError') })
	})

	it.each([
		['nothing', {}, 422, 'PropertyMissingError'],
		['elements that are no list', { _embedded: { elements: {} } }, 422, 'PropertyFormatError'],
		['an element without a file', { _embedded: { elements: [{ _links: {} }] } }, 422, 'PropertyMissingError'],
		['an element without a storage', { _embedded: { elements: [{ originData: rim, _links: {} }] } }, 422, 'PropertyMissingError'],
		['a list', [], 400, 'InvalidRequestBody'],
	])('refuses a body with %s', async (_, body, status, error) => {
		expect(await call(LINKS, { body })).toMatchObject({ status, body: apiError(error) })
	})

	it.each([
		[{ ...rim, id: null }, 'originData/id'],
		[{ ...rim, id: '1'.repeat(101) }, 'originData/id'],
		[{ ...rim, name: ' ' }, 'originData/name'],
		[{ ...rim, mimeType: 'x'.repeat(256) }, 'originData/mimeType'],
	])('names the one thing that is wrong: %o', async (file, attribute) => {
		expect(await link(file)).toMatchObject({ status: 422, body: { ...apiError('PropertyConstraintViolation'), _embedded: { details: { attribute } } } })
	})

	it('links all or nothing, and names everything that is wrong', async () => {
		const { status, body } = await link(rim, { id: '', name: '' }, { ...rim, id: 2, createdAt: 'yesterday' })
		expect(status).toBe(422)
		expect(body).toMatchObject(apiError('MultipleErrors'))
		expect(parts(body)).toEqual([
			['PropertyConstraintViolation', 'originData/id'],
			['PropertyConstraintViolation', 'originData/name'],
			['PropertyFormatError', 'originData/createdAt'],
		])
		expect(nepenthes.fileLinksOf(1042)).toEqual([])
	})

	it('says what is wrong in the language of the user', async () => {
		nepenthes.setPermissions('carol', 'garden', ['view_work_packages', 'view_file_links', 'manage_file_links'])
		const { body } = await call(LINKS, { as: 'carol', body: fileBody('https://evil.example', rim) })
		expect(body.message).toContain('Diesen Speicher gibt es nicht')
	})

	it('is for those who may manage links: others are told so, or nothing', async () => {
		const hidden = nepenthes.workPackageBySubject('Count the seed packets in drawer 3').id
		const office = nepenthes.workPackageBySubject('Renew the phytosanitary certificate').id
		expect(await call(LINKS, { as: 'bob', body: fileBody(CLOUD, rim) })).toMatchObject({ status: 403, body: apiError('MissingPermission') })
		expect(await call(LINKS, { as: 'carol', body: fileBody(CLOUD, rim) })).toMatchObject({ status: 404, body: apiError('NotFound') })
		expect((await call(`/work_packages/${hidden}/file_links`, { body: fileBody(CLOUD, rim) })).status).toBe(404)
		expect((await call(`/work_packages/${office}/file_links`, { as: 'admin', body: fileBody(CLOUD, rim) })).status).toBe(403)
	})
})

describe('the links of a work package', () => {
	it('say "error" of their status where the user is not connected with Nextcloud', async () => {
		await link(rim)
		const { body } = await call(LINKS)
		expect(body).toMatchObject({ _type: 'Collection', total: 1 })
		expect(body._embedded.elements[0]!._links.status).toEqual({ href: 'urn:openproject-org:api:v3:file-links:Error', title: 'Error' })
	})

	it('are filtered by storage', async () => {
		const other = nepenthes.addStorage({ name: 'Other', host: 'https://other.example' }).id
		await link(rim)
		const { id } = nepenthes.linkFile(1042, other, { id: '5503', name: 'rim.png' })
		expect(idsOf((await call(`${LINKS}?${filters({ storage: { operator: '=', values: [String(other)] } })}`)).body)).toEqual([id])
		expect((await call(`${LINKS}?${filters({ beauty: { operator: '=', values: ['1'] } })}`)).status).toBe(400)
	})

	it('are none for those who may not see links, and not found where the work package is not', async () => {
		await link(rim)
		nepenthes.setPermissions('bob', 'garden', ['view_work_packages'])
		expect(await call(LINKS, { as: 'bob' })).toMatchObject({ status: 200, body: { total: 0, _embedded: { elements: [] } } })
		expect((await call(LINKS, { as: 'carol' })).status).toBe(404)
	})

	it('offer their deletion to those who may', async () => {
		await link(rim)
		expect((await call(LINKS)).body._embedded.elements[0]!._links).toHaveProperty('delete')
		expect((await call(LINKS, { as: 'bob' })).body._embedded.elements[0]!._links).not.toHaveProperty('delete')
	})
})

describe('one link', () => {
	it('embeds storage and work package, without a status', async () => {
		const [id] = idsOf((await link(rim)).body)
		const { body } = await call(`/file_links/${id}`)
		expect(body).toMatchObject({ id, _embedded: { storage: { _type: 'Storage', name: 'Cloud' }, container: { id: 1042 } } })
		expect(body._links).not.toHaveProperty('status')
	})

	it('is deleted once', async () => {
		const [id] = idsOf((await link(rim)).body)
		expect(await call(`/file_links/${id}`, { method: 'DELETE' })).toMatchObject({ status: 204, text: '' })
		expect((await call(`/file_links/${id}`, { method: 'DELETE' })).status).toBe(404)
		expect(nepenthes.fileLinksOf(1042)).toEqual([])
	})

	it('is deleted only with a content type', async () => {
		const [id] = idsOf((await link(rim)).body)
		const authorization = `Bearer ${seededApiToken('alice')}`
		const url = `${nepenthes.url}/api/v3/file_links/${id}`
		expect((await fetch(url, { method: 'DELETE', headers: { authorization } })).status).toBe(406)
		expect((await fetch(url, { method: 'DELETE', headers: { authorization, 'content-type': 'text/plain' } })).status).toBe(415)
		expect(nepenthes.fileLinksOf(1042)).toHaveLength(1)
	})

	it('is not for everybody: a reader may not delete it, others do not know of it', async () => {
		const [id] = idsOf((await link(rim)).body)
		expect(await call(`/file_links/${id}`, { as: 'bob', method: 'DELETE' })).toMatchObject({ status: 403, body: apiError('MissingPermission') })
		for (const method of ['GET', 'DELETE']) {
			expect((await call(`/file_links/${id}`, { as: 'carol', method })).status).toBe(404)
		}
		nepenthes.setPermissions('bob', 'garden', ['view_work_packages'])
		expect((await call(`/file_links/${id}`, { as: 'bob' })).status).toBe(404)
	})

	it('leads to the file, or to the folder that it is in', async () => {
		const [id] = idsOf((await link(rim)).body)
		expect(await call(`/file_links/${id}/open`)).toMatchObject({ status: 303, location: `${CLOUD}/index.php/f/5503?openfile=1` })
		expect(await call(`/file_links/${id}/open?location=true`)).toMatchObject({ status: 303, location: `${CLOUD}/index.php/f/5503?openfile=0` })
	})

	it('is gone for good when somebody else deleted it', async () => {
		const [id] = idsOf((await link(rim)).body)
		nepenthes.deleteFileLink(id!)
		expect((await call(`/file_links/${id}`)).status).toBe(404)
		expect(idsOf((await link(rim)).body)[0]).toBeGreaterThan(id!)
	})
})
