// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { FieldsOfEveryKind } from '../peers/nepenthes/seed/fields-of-every-kind.ts'
import type { Api } from './support/nepenthes-api.ts'
import type { SchemaProperty } from './support/nepenthes-form.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { apiError, apiOf } from './support/nepenthes-api.ts'
import { formOf, titlesIn } from './support/nepenthes-form.ts'

type Key = keyof FieldsOfEveryKind

let nepenthes: Nepenthes
let call: Api
let fields: FieldsOfEveryKind

beforeAll(async () => {
	nepenthes = await startNepenthes({ basePath: '/np' })
	call = apiOf(nepenthes)
	fields = nepenthes.addCustomFieldsOfEveryKind({ types: ['Note'], projects: ['garden'], required: true })
})

afterAll(() => nepenthes.close())

const to = (path: string) => ({ href: `/np/api/v3${path}` })
const NOTE = to('/types/5')
const api = (key: Key) => `customField${fields[key].id}`

/** What is sent for each field: some as properties, some as links. */
function sent(properties: Partial<Record<Key, unknown>>, links: Partial<Record<Key, unknown>> = {}) {
	const named = (values: Partial<Record<Key, unknown>>) => Object.fromEntries(Object.entries(values).map(([key, value]) => [api(key as Key), value]))
	return { subject: 'Soil', ...named(properties), _links: { type: NOTE, ...named(links) } }
}

const formFor = (body: unknown = sent({})) => formOf(call, body)

const propertyOf = async (key: Key): Promise<SchemaProperty> => (await formFor()).schema[api(key)]!

/** Where the form refers to for what may be chosen. */
async function offered(key: Key) {
	const { href } = (await propertyOf(key))._links!.allowedValues as { href: string }
	return (await call(href.replace('/np/api/v3', ''))).body._embedded.elements
}

describe('a custom field of each kind', () => {
	it.each<[Key, string]>([
		['text', 'String'],
		['longText', 'Formattable'],
		['link', 'Link'],
		['integer', 'Integer'],
		['float', 'Float'],
		['boolean', 'Boolean'],
		['date', 'Date'],
		['list', 'CustomOption'],
		['lists', '[]CustomOption'],
		['user', 'User'],
		['users', '[]User'],
		['version', 'Version'],
		['versions', '[]Version'],
		['hierarchy', 'CustomField::Hierarchy::Item'],
		['hierarchies', '[]CustomField::Hierarchy::Item'],
		['future', 'Fragrance'],
	])('is called by its type in the schema: %s is %s', async (key, type) => {
		expect(await propertyOf(key)).toMatchObject({ type, name: fields[key].name, required: key !== 'future', writable: true })
	})

	it('belongs to its types in its projects only', async () => {
		expect((await formOf(call, { _links: { type: to('/types/1') } })).schema).not.toHaveProperty(api('text'))
		expect((await formOf(call, { _links: { type: NOTE } }, { path: '/projects/office/work_packages/form' })).schema).not.toHaveProperty(api('text'))
	})

	it('is missing where it is required, save the switch, which is never empty, and the kind that nobody knows', async () => {
		const missing = Object.keys((await formFor()).validationErrors)
		const all = Object.keys(fields) as Key[]
		expect(missing.toSorted()).toEqual(all.filter((key) => key !== 'boolean' && key !== 'future').map(api).toSorted())
	})
})

describe('what can be chosen in a custom field', () => {
	it('is listed in the form: options and versions', async () => {
		expect(titlesIn(await propertyOf('list'))).toEqual(['Clay', 'Net pot', 'Basket'])
		expect((await propertyOf('lists'))._embedded!.allowedValues).toMatchObject([{ _type: 'CustomOption', value: 'Clay' }, {}, {}])
		expect(titlesIn(await propertyOf('version'))).toContain('Open day')
	})

	it('is asked for elsewhere: the members of the project', async () => {
		expect((await offered('user')).map(({ name }) => name)).toEqual(['Alice Archer', 'Bob Builder', 'Gardener (vacant)', 'Greenhouse team'])
	})

	it('is asked for elsewhere: a tree, whose root cannot be chosen', async () => {
		const items = await offered('hierarchy')
		expect(items.map(({ label, depth }) => [label, depth])).toEqual([[null, 0], ['House', 1], ['Hall', 2], ['Cellar', 2], ['Shelf', 3], ['Yard', 1], ['Wall', 2]])
		const { validationErrors } = await formFor(sent({}, { hierarchy: items[0]!._links.self }))
		expect(validationErrors[api('hierarchy')]).toMatchObject({ message: 'Place is not set to one of the allowed values.' })
	})

	it('has a page of its own', async () => {
		const [{ href }] = (await propertyOf('list'))._links!.allowedValues as [{ href: string }]
		expect((await call(href.replace('/np/api/v3', ''))).body).toMatchObject({ _type: 'CustomOption', value: 'Clay' })
		expect((await call(href.replace('/np/api/v3', ''), { as: 'carol' })).status).toBe(404)
		const shelf = (await offered('hierarchy')).at(4)!._links
		expect((await call(shelf.self!.href.replace('/np/api/v3', ''))).body).toMatchObject({ label: 'Shelf', _links: { parent: { title: 'Cellar' } } })
		expect((await call(shelf.branch!.href.replace('/np/api/v3', ''))).body._embedded.elements.map(({ label }) => label)).toEqual([null, 'House', 'Cellar', 'Shelf'])
		expect((await call(`/custom_fields/${fields.text.id}/items`)).status).toBe(422)
	})
})

describe('a value of a custom field', () => {
	it('is kept and given back, of every kind', async () => {
		const [, house, hall] = (await offered('hierarchy')).map(({ _links: { self } }) => self!)
		const [, furtherHouse, , , furtherShelf] = (await offered('hierarchies')).map(({ _links: { self } }) => self!)
		const options = (await propertyOf('lists'))._links!.allowedValues as { href: string, title: string }[]
		const [clay] = (await propertyOf('list'))._links!.allowedValues as [{ href: string, title: string }]
		const properties = { text: 'AB-12', longText: { raw: 'Keep **wet**' }, link: 'https://seeds.example/7', integer: 7, float: 5.25, boolean: true, date: '2026-03-02' }
		const links = {
			list: clay,
			lists: options.slice(1),
			user: to('/users/4'),
			users: [to('/users/5'), to('/groups/101'), to('/placeholder_users/102')],
			version: to('/versions/1'),
			versions: [to('/versions/1'), to('/versions/5')],
			hierarchy: hall,
			hierarchies: [furtherHouse, furtherShelf],
		}
		const { validationErrors } = await formFor(sent(properties, links))
		expect(validationErrors).toEqual({})

		const { status, body } = await call('/projects/garden/work_packages', { body: sent(properties, links) })
		expect(status).toBe(201)
		for (const [key, value] of Object.entries(properties)) {
			expect(body[api(key as Key)], key).toEqual(key === 'longText' ? expect.objectContaining(value as object) : value)
		}
		const hrefs = (value: unknown) => [value].flat().map((link) => (link as { href: string }).href)
		for (const [key, value] of Object.entries(links)) {
			expect(hrefs(body._links[api(key as Key)]), key).toEqual(hrefs(value))
			expect(Array.isArray(body._links[api(key as Key)]), key).toBe(Array.isArray(value))
		}
		expect(nepenthes.customValueOf(body.id, fields.integer)).toBe(7)
		expect(hrefs(house)).not.toEqual(hrefs(body._links[api('hierarchy')]))
		expect((await call(`/work_packages/${body.id}`)).body._links).toEqual(body._links)
	})

	it.each<[string, Key, unknown, string]>([
		['a text that is too short', 'text', 'A', 'Batch number is too short (minimum is 3 characters).'],
		['a text that is too long', 'text', 'AB-1234567', 'Batch number is too long (maximum is 8 characters).'],
		['a text of another pattern', 'text', 'ab-12', 'Batch number is invalid.'],
		['a text that is a number', 'text', 12, 'The property %k has the wrong format.'],
		['an address that is none', 'link', 'seeds', 'Source is not a valid URL.'],
		['an address that runs a script', 'link', 'javascript:alert(1)', 'Source is not a valid URL.'],
		['a number that is not whole', 'integer', 1.5, 'Number of pots is not an integer.'],
		['a number in words', 'float', 'five', 'The property %k has the wrong format.'],
		['a switch in words', 'boolean', 'yes', 'The property %k has the wrong format.'],
		['a day that there is not', 'date', '2026-02-30T00:00', 'The property %k has the wrong format.'],
		['Markdown that is a text', 'longText', 'wet', 'The property %k has the wrong format.'],
	])('is refused: %s', async (_, key, value, message) => {
		const { validationErrors } = await formFor(sent({ [key]: value }))
		expect(validationErrors[api(key)]!.message).toBe(message.replace('%k', api(key)))
	})

	it.each<[string, Key, unknown, string]>([
		['several where one is wanted', 'list', [to('/custom_options/1')], 'PropertyFormatError'],
		['one where several are wanted', 'users', to('/users/4'), 'PropertyFormatError'],
		['an option of another field', 'list', to('/custom_options/1'), 'PropertyConstraintViolation'],
		['someone who is no member', 'user', to('/users/6'), 'PropertyConstraintViolation'],
		['a version that is closed', 'version', to('/versions/3'), 'PropertyConstraintViolation'],
		['a thing of another kind', 'version', to('/users/4'), 'ResourceTypeMismatch'],
	])('is refused: %s', async (_, key, link, error) => {
		expect((await formFor(sent({}, { [key]: link }))).validationErrors[api(key)]).toMatchObject(apiError(error))
	})

	it('has a default where the administrator gave one', async () => {
		const field = nepenthes.addCustomField({ name: 'Shelf life', kind: 'Integer', required: true, defaultValue: 30, types: ['Task'], projects: ['office'] })
		const { schema, payload, validationErrors } = await formOf(call, { subject: 'Rent' }, { path: '/projects/office/work_packages/form' })
		expect(schema[`customField${field.id}`]).toMatchObject({ required: true, hasDefault: true })
		expect(payload[`customField${field.id}`]).toBe(30)
		expect(validationErrors).toEqual({})
	})

	it('can be required of a kind that no client knows', async () => {
		const field = nepenthes.addCustomField({ name: 'Mood', kind: 'Emotion', required: true, types: ['Feature'], projects: ['office'] })
		const { schema, validationErrors } = await formOf(call, { subject: 'Rent', _links: { type: to('/types/4') } }, { path: '/projects/office/work_packages/form' })
		expect(schema[`customField${field.id}`]).toMatchObject({ type: 'Emotion', required: true })
		expect(Object.keys(validationErrors)).toEqual([`customField${field.id}`])
	})
})
