// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Choice, Choices, Creation, Field, FieldValue, Form } from '../../sidecar/contract/form.ts'
import type { CustomField } from '../peers/nepenthes/planning/custom-fields.ts'
import type { FieldsOfEveryKind } from '../peers/nepenthes/seed/fields-of-every-kind.ts'
import type { Stack } from '../stack.ts'
import type { BrowserSession } from './support/browser-session.ts'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { connectedBrowser } from './support/connecting.ts'

type Values = Record<string, FieldValue>
type Kind = keyof FieldsOfEveryKind

let stack: Stack
let alice: BrowserSession
let carol: BrowserSession
let fields: FieldsOfEveryKind
/** The value of each type, by its name. */
let types: Map<string, string>

const GARDEN: FieldValue = { kind: 'choice', multiple: false, value: ['/api/v3/projects/2'] }

async function ask<Answer>(browser: BrowserSession, path: string, body: object): Promise<Answer> {
	const answer = await browser.change('POST', path, body)
	expect(answer.status, JSON.stringify(answer.body)).toBe(200)
	return answer.body as Answer
}

const formFor = (values: Values, browser = alice) => ask<Form>(browser, 'forms/work-package', { values })
const create = (values: Values, browser = alice) => ask<Creation>(browser, 'work-packages', { values, fileIds: [] })

beforeAll(async () => {
	stack = await startStack()
	const { nepenthes } = stack
	fields = nepenthes.addCustomFieldsOfEveryKind({ types: ['Note'], projects: ['garden'], required: true })
	// She reads German.
	nepenthes.setPermissions('carol', 'garden', ['view_work_packages', 'add_work_packages', 'view_file_links', 'manage_file_links'])
	;[alice, carol] = [await connectedBrowser(stack, 'alice'), await connectedBrowser(stack, 'carol')]
	const type = fieldIn(await formFor({ project: GARDEN }), 'type')
	types = new Map((type.kind === 'choice' ? type.choices ?? [] : []).map(({ name, value }) => [name, value]))
})

afterAll(() => stack.close())

const keyOf = (field: Pick<CustomField, 'id'>) => `customField${field.id}`

const ofType = (name: string): Values => ({ project: GARDEN, type: { kind: 'choice', multiple: false, value: [types.get(name)!] } })

const subject = (value: string): Values => ({ subject: { kind: 'text', value } })

function fieldIn(form: Form, key: string): Field {
	const field = form.fields.find((candidate) => candidate.key === key)
	expect(field, `${key} among ${form.fields.map((candidate) => candidate.key).join(', ')}`).toBeDefined()
	return field!
}

/** What may be chosen in a field, whether the form lists it or says where it is. */
async function choicesOf(form: Form, key: string): Promise<Choice[]> {
	const field = fieldIn(form, key)
	if (field.kind !== 'choice') {
		throw new Error(`${key} is ${field.kind}`)
	}
	if (field.choices !== null) {
		return field.choices
	}
	const { status, body } = await alice.api(`forms/choices?source=${encodeURIComponent(field.source!)}`)
	expect(status).toBe(200)
	return (body as unknown as Choices).items
}

/** The fields with these values; of those that are chosen, by the names of the choices. */
async function filled(form: Form, entered: Record<string, Exclude<FieldValue, { kind: 'choice' }> | string | string[]>): Promise<Values> {
	const values: Values = {}
	for (const [key, value] of Object.entries(entered)) {
		if (typeof value === 'string' || Array.isArray(value)) {
			const choices = await choicesOf(form, key)
			const chosen = [value].flat().map((name) => choices.find((choice) => choice.name === name)?.value)
			expect(chosen, `${key} among ${choices.map(({ name }) => name).join(', ')}`).not.toContain(undefined)
			values[key] = { kind: 'choice', multiple: Array.isArray(value), value: chosen as string[] }
		} else {
			values[key] = value
		}
	}
	return values
}

interface Stored extends Record<string, unknown> {
	_links: Record<string, { title?: string } | { title?: string }[]>
}

/** A work package as Nepenthes itself shows it, by the names of what was chosen. */
async function storedOf(creation: Creation): Promise<{ properties: Stored, names(key: string): (string | undefined)[] }> {
	expect(creation, JSON.stringify(creation)).toMatchObject({ state: 'created' })
	const { workPackage: { id } } = creation as Extract<Creation, { state: 'created' }>
	const answer = await fetch(`${stack.nepenthes.url}/api/v3/work_packages/${id}`, { headers: { authorization: 'Bearer opapi-alice-token' } })
	const properties = await answer.json() as Stored
	return { properties, names: (key) => [properties._links[key] ?? []].flat().map(({ title }) => title) }
}

/** Something for every field that a note in the garden must have. */
function everyField(form: Form, but: Partial<Record<Kind, FieldValue>> = {}) {
	return filled(form, {
		[keyOf(fields.text)]: { kind: 'text', value: 'AB-12' },
		[keyOf(fields.longText)]: { kind: 'long-text', value: 'Keep **wet** <b>& dark</b>\n\n- 🪴' },
		[keyOf(fields.link)]: { kind: 'link', value: 'https://seeds.example/7?a=b&c=d' },
		[keyOf(fields.integer)]: { kind: 'integer', value: -7 },
		[keyOf(fields.float)]: { kind: 'float', value: 5.25 },
		[keyOf(fields.boolean)]: { kind: 'boolean', value: true },
		[keyOf(fields.date)]: { kind: 'date', value: '2026-03-02' },
		[keyOf(fields.list)]: 'Net pot',
		[keyOf(fields.lists)]: ['Clay', 'Basket'],
		[keyOf(fields.user)]: 'Bob Builder',
		[keyOf(fields.users)]: ['Alice Archer', 'Greenhouse team', 'Gardener (vacant)'],
		[keyOf(fields.version)]: 'Open day',
		[keyOf(fields.versions)]: ['Open day', 'Winter rest'],
		[keyOf(fields.hierarchy)]: 'Hall',
		[keyOf(fields.hierarchies)]: ['House', 'Shelf'],
	}).then((values) => ({ ...values, ...Object.fromEntries(Object.entries(but).map(([kind, value]) => [keyOf(fields[kind as Kind]), value])) }))
}

describe('fields that one type must have', () => {
	test('are in its form, each as what it is, and in no other', async () => {
		const note = await formFor(ofType('Note'))
		const kinds: [Kind, object][] = [
			['text', { kind: 'text', minLength: 3, maxLength: 8 }],
			['longText', { kind: 'long-text' }],
			['link', { kind: 'link' }],
			['integer', { kind: 'integer' }],
			['float', { kind: 'float' }],
			['boolean', { kind: 'boolean', value: false }],
			['date', { kind: 'date' }],
			['list', { kind: 'choice', multiple: false, choices: [{ name: 'Clay' }, { name: 'Net pot' }, { name: 'Basket' }] }],
			['lists', { kind: 'choice', multiple: true }],
			['user', { kind: 'choice', multiple: false, choices: null }],
			['users', { kind: 'choice', multiple: true, choices: null }],
			['version', { kind: 'choice', multiple: false }],
			['versions', { kind: 'choice', multiple: true }],
			['hierarchy', { kind: 'choice', multiple: false }],
			['hierarchies', { kind: 'choice', multiple: true }],
		]
		for (const [kind, expected] of kinds) {
			expect(fieldIn(note, keyOf(fields[kind])), kind).toMatchObject({ name: fields[kind].name, required: true, ...expected })
		}
		for (const name of ['Task', 'Milestone', 'Bug', 'Feature']) {
			const keys = (await formFor(ofType(name))).fields.map(({ key }) => key)
			expect(keys.filter((key) => Object.values(fields).some((field) => keyOf(field) === key)), name).toEqual([])
		}
	})

	test('are written, each kind, and read back', async () => {
		const form = await formFor(ofType('Note'))
		const { properties, names } = await storedOf(await create({ ...ofType('Note'), ...subject('With every field'), ...await everyField(form) }))
		const read = (kind: Kind) => properties[keyOf(fields[kind])]
		expect(read('text')).toBe('AB-12')
		expect(read('longText')).toMatchObject({ raw: 'Keep **wet** <b>& dark</b>\n\n- 🪴' })
		expect(read('link')).toBe('https://seeds.example/7?a=b&c=d')
		expect(read('integer')).toBe(-7)
		expect(read('float')).toBe(5.25)
		expect(read('boolean')).toBe(true)
		expect(read('date')).toBe('2026-03-02')
		const chosen = (kind: Kind) => names(keyOf(fields[kind]))
		expect(chosen('list')).toEqual(['Net pot'])
		expect(chosen('lists')).toEqual(['Clay', 'Basket'])
		expect(chosen('user')).toEqual(['Bob Builder'])
		expect(chosen('users')).toEqual(['Alice Archer', 'Greenhouse team', 'Gardener (vacant)'])
		expect(chosen('version')).toEqual(['Open day'])
		expect(chosen('versions')).toEqual(['Open day', 'Winter rest'])
		expect(chosen('hierarchy')).toEqual(['Hall'])
		expect(chosen('hierarchies')).toHaveLength(2)
	})

	test('keep what was entered when the form is asked for again', async () => {
		const form = await formFor(ofType('Note'))
		const values = await everyField(form)
		const again = await formFor({ ...ofType('Note'), ...subject('Not created yet'), ...values })
		expect(again.errors).toEqual([])
		for (const [key, value] of Object.entries(values)) {
			const field = fieldIn(again, key)
			expect(field.kind === 'choice' ? field.value.map((choice) => choice.value) : field, key).toEqual(value.kind === 'choice' ? value.value : expect.objectContaining({ kind: value.kind, value: value.value }))
		}
	})

	test('are missed all at once, each at its field', async () => {
		const creation = await create({ ...ofType('Note'), ...subject('') })
		expect(creation.state).toBe('refused')
		const missed = new Map((creation as Extract<Creation, { state: 'refused' }>).errors.map(({ key, message }) => [key, message]))
		const required = (Object.keys(fields) as Kind[]).filter((kind) => kind !== 'boolean' && kind !== 'future')
		expect([...missed.keys()].toSorted()).toEqual(['subject', ...required.map((kind) => keyOf(fields[kind]))].toSorted())
		expect(missed.get(keyOf(fields.integer))).toBe('Number of pots can\'t be blank.')
		expect(missed.get('subject')).toBe('Subject can\'t be blank.')
	})
})

describe('the fields that work packages have anyway', () => {
	test('are written, each kind, and read back', async () => {
		const form = await formFor(ofType('Task'))
		const parent = stack.nepenthes.workPackageBySubject('Pitcher leaks at the lower rim')
		const found = await alice.api(`forms/choices?source=${encodeURIComponent((fieldIn(form, 'parent') as { source: string }).source)}&query=leaks`)
		const [choice] = (found.body as unknown as Choices).items
		expect(choice).toMatchObject({ name: expect.stringContaining(parent.subject) })
		const { properties, names } = await storedOf(await create({
			...ofType('Task'),
			...subject('  Repot 植替え 🪴 <b>all</b>  '),
			...await filled(form, {
				status: 'In progress',
				assignee: 'Greenhouse team',
				responsible: 'Bob Builder',
				category: 'Paths',
				version: 'Winter rest',
				priority: 'High',
				description: { kind: 'long-text', value: '# Steps\n\n1. *Water*' },
				estimatedTime: { kind: 'hours', value: 12.25 },
				remainingTime: { kind: 'hours', value: 0.5 },
				percentageDone: { kind: 'integer', value: 40 },
				startDate: { kind: 'date', value: '2026-02-27' },
				duration: { kind: 'days', value: 4 },
				ignoreNonWorkingDays: { kind: 'boolean', value: true },
				scheduleManually: { kind: 'boolean', value: false },
			}),
			parent: { kind: 'choice', multiple: false, value: [choice!.value] },
		}))
		expect(properties).toMatchObject({
			subject: expect.stringContaining('Repot 植替え 🪴 <b>all</b>'),
			description: { raw: '# Steps\n\n1. *Water*' },
			estimatedTime: 'PT12H15M',
			remainingTime: expect.stringMatching(/^PT(?:0H)?30M$/),
			percentageDone: 40,
			startDate: '2026-02-27',
			dueDate: '2026-03-02',
			duration: 'P4D',
			ignoreNonWorkingDays: true,
			scheduleManually: false,
		})
		expect(Object.fromEntries(['status', 'assignee', 'responsible', 'category', 'version', 'priority', 'parent'].map((key) => [key, names(key)]))).toEqual({
			status: ['In progress'],
			assignee: ['Greenhouse team'],
			responsible: ['Bob Builder'],
			category: ['Paths'],
			version: ['Winter rest'],
			priority: ['High'],
			parent: [parent.subject],
		})
	})

	test('of a milestone are those of a day', async () => {
		const form = await formFor(ofType('Milestone'))
		expect(form.fields.map(({ key }) => key)).not.toContain('duration')
		const { properties } = await storedOf(await create({ ...ofType('Milestone'), ...subject('Opening'), ...await filled(form, { date: { kind: 'date', value: '2026-05-01' } }) }))
		expect(properties).toMatchObject({ date: '2026-05-01' })
	})

	test('may be emptied: nothing is neither zero nor an empty text', async () => {
		const { properties, names } = await storedOf(await create({
			...ofType('Task'),
			...subject('Hardly anything'),
			assignee: { kind: 'choice', multiple: false, value: [] },
			startDate: { kind: 'date', value: null },
			estimatedTime: { kind: 'hours', value: null },
			duration: { kind: 'days', value: null },
			percentageDone: { kind: 'integer', value: null },
			description: { kind: 'long-text', value: null },
		}))
		expect(properties).toMatchObject({ startDate: null, estimatedTime: null, duration: null, percentageDone: null, description: { raw: '' } })
		expect(names('assignee')).toEqual([undefined])
	})
})

describe('what Nepenthes refuses is said at its field, in the language of the user', () => {
	test('a single error', async () => {
		const values = { ...ofType('Task'), ...subject('') }
		expect(await create(values)).toEqual({ state: 'refused', errors: [{ key: 'subject', message: 'Subject can\'t be blank.' }] })
		expect(await create(values, carol)).toEqual({ state: 'refused', errors: [{ key: 'subject', message: 'Thema muss ausgefüllt werden.' }] })
	})

	test('several errors', async () => {
		const values = {
			...ofType('Note'),
			...subject('x'.repeat(256)),
			...await everyField(await formFor(ofType('Note')), {
				text: { kind: 'text', value: 'A' },
				link: { kind: 'link', value: 'javascript:alert(1)' },
				integer: { kind: 'integer', value: 1.5 },
			}),
			percentageDone: { kind: 'integer', value: 101 },
		} satisfies Values
		const errorsFor = async (browser: BrowserSession) => {
			const creation = await create(values, browser)
			expect(creation.state).toBe('refused')
			return new Map((creation as Extract<Creation, { state: 'refused' }>).errors.map(({ key, message }) => [key, message]))
		}
		const keys = ['subject', 'percentageDone', keyOf(fields.text), keyOf(fields.link), keyOf(fields.integer)].toSorted()
		const [english, german] = [await errorsFor(alice), await errorsFor(carol)]
		expect([...english.keys()].toSorted()).toEqual(keys)
		expect([...german.keys()].toSorted()).toEqual(keys)
		expect(english.get('subject')).toBe('Subject is too long (maximum is 255 characters).')
		expect(german.get('subject')).toBe('Thema ist zu lang (höchstens 255 Zeichen).')
		expect(english.get(keyOf(fields.link))).toBe('Source is not a valid URL.')
		// And the form says the same before anything is created.
		expect((await formFor(values, carol)).errors.toSorted((a, b) => String(a.key).localeCompare(String(b.key)))).toEqual([...german].map(([key, message]) => ({ key, message })).toSorted((a, b) => String(a.key).localeCompare(String(b.key))))
	})

	test.for([
		['a field without a kind', { subject: { value: 'x' } }],
		['a field of no shape', { subject: null }],
		['a field of a name that none has', { 'my subject': { kind: 'text', value: 'x' } }],
		['a field of no name', { '': null }],
		['a number in words', { percentageDone: { kind: 'integer', value: 'five' } }],
		['a switch between', { ignoreNonWorkingDays: { kind: 'boolean', value: null } }],
		['a choice of nobody', { assignee: { kind: 'choice', multiple: false, value: [null] } }],
		['a choice elsewhere', { assignee: { kind: 'choice', multiple: false, value: ['https://evil.example/api/v3/users/4'] } }],
	])('but %s is refused before Nepenthes is asked', async ([, values]) => {
		const before = stack.nepenthes.requests.length
		for (const [path, body] of [['forms/work-package', { values }], ['work-packages', { values, fileIds: [] }]] as const) {
			expect(await alice.change('POST', path, body), path).toMatchObject({ status: 400, body: { code: 'invalid-request', detail: expect.any(String) } })
		}
		expect(stack.nepenthes.requests.length).toBe(before)
	})

	test('and nothing is created', async () => {
		const before = stack.nepenthes.workPackagesBy('carol').length
		await create({ ...ofType('Task'), ...subject(' ') }, carol)
		expect(stack.nepenthes.workPackagesBy('carol')).toHaveLength(before)
	})
})

describe('a field of a kind that this app does not know', () => {
	test('is shown as such, and in the way of nothing while it may be empty', async () => {
		const form = await formFor(ofType('Note'))
		expect(fieldIn(form, keyOf(fields.future))).toEqual({ key: keyOf(fields.future), name: 'Scent', required: false, kind: 'unsupported' })
		expect(await create({ ...ofType('Note'), ...subject('Without scent'), ...await everyField(form) })).toMatchObject({ state: 'created' })
	})

	test('where it is required, is named as what is missing, with the form of Nepenthes where it can be filled in', async () => {
		const scent = stack.nepenthes.addCustomField({ name: 'Scent at night', kind: 'Fragrance', required: true, types: ['Feature'], projects: ['garden'] })
		const form = await formFor(ofType('Feature'))
		expect(fieldIn(form, keyOf(scent))).toMatchObject({ kind: 'unsupported', required: true })
		expect(form.url).toBe(`${stack.nepenthes.url}/projects/2/work_packages/new?type=4`)
		expect(await create({ ...ofType('Feature'), ...subject('Smells of honey') })).toEqual({ state: 'refused', errors: [{ key: keyOf(scent), message: 'Scent at night can\'t be blank.' }] })
	})
})
