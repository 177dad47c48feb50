// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Choices, Creation, Field, FieldValue, Form } from '../../sidecar/contract/form.ts'
import type { WorkPackageSearch } from '../../sidecar/contract/work-package.ts'
import type { Stack } from '../stack.ts'
import type { BrowserSession } from './support/browser-session.ts'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { connectedBrowser } from './support/connecting.ts'

let stack: Stack
let alice: BrowserSession
let file: string

beforeAll(async () => {
	stack = await startStack()
	alice = await connectedBrowser(stack, 'alice')
	file = String(stack.nextcloud.fileId('alice', '/Readme.md'))
})

afterAll(() => stack.close())

afterEach(() => stack.nepenthes.faults.clear())

type Values = Record<string, FieldValue>

async function ask<Answer>(path: string, body?: object): Promise<Answer> {
	const answer = body === undefined ? await alice.api(path) : await alice.change('POST', path, body)
	expect(answer.status, JSON.stringify(answer.body)).toBe(200)
	return answer.body as Answer
}

const projects = (query = '') => ask<Choices>(`forms/projects?query=${encodeURIComponent(query)}`)
const form = (values: Values) => ask<Form>('forms/work-package', { values })
const create = (values: Values, fileIds: string[] = [file]) => ask<Creation>('work-packages', { values, fileIds })

const chosen = (value: string): FieldValue => ({ kind: 'choice', multiple: false, value: [value] })

function fieldIn({ fields }: Form, name: string): Field {
	const field = fields.find((candidate) => candidate.name === name)
	expect(field, `${name} among ${fields.map((candidate) => candidate.name).join(', ')}`).toBeDefined()
	return field!
}

/** The value of a choice that the form itself lists. */
function optionIn(found: Form, field: string, name: string): string {
	const candidate = fieldIn(found, field)
	const choice = candidate.kind === 'choice' ? candidate.choices?.find((option) => option.name === name) : undefined
	expect(choice, `${name} in ${field}`).toBeDefined()
	return choice!.value
}

/** The form of a bug in the garden, as it begins. */
async function bugInTheGarden(): Promise<{ values: Values, form: Form }> {
	const { items } = await projects('garden')
	const project = items.find(({ name }) => name === 'Garden')!.value
	const first = await form({ project: chosen(project) })
	const values = { project: chosen(project), type: chosen(optionIn(first, 'Type', 'Bug')) }
	return { values, form: await form(values) }
}

describe('projects are offered', () => {
	test('where the user may create and link, in the order of the tree', async () => {
		const { items } = await projects()
		expect(items.map(({ name }) => name)).not.toContain('Garden office')
		const seedlings = items.find(({ name }) => name === 'Seedlings')
		const conservatory = items.findIndex(({ name }) => name === 'Conservatory')
		expect(seedlings!.depth).toBe(1)
		expect(items.indexOf(seedlings!)).toBeGreaterThan(conservatory)
		expect((await projects('seed')).items.map(({ name }) => name)).toContain('Seedlings')
	})

	test('to nobody who may not', async () => {
		const bob = await connectedBrowser(stack, 'bob')
		expect((await bob.api('forms/projects')).body).toMatchObject({ status: 403, code: 'nepenthes-forbidden' })
	})
})

describe('the form', () => {
	test('begins with project, type and subject, and the defaults of Nepenthes', async () => {
		const { form: found } = await bugInTheGarden()
		expect(found.fields.slice(0, 3).map(({ key }) => key)).toEqual(['project', 'type', 'subject'])
		expect(fieldIn(found, 'Project')).toMatchObject({ kind: 'choice', required: true, choices: null, value: [{ name: 'Garden' }] })
		expect(fieldIn(found, 'Status')).toMatchObject({ kind: 'choice', value: [{ name: 'New' }] })
		expect(fieldIn(found, 'Subject')).toMatchObject({ kind: 'text', required: true, maxLength: 255 })
		expect(fieldIn(found, 'Description')).toMatchObject({ kind: 'long-text' })
		expect(found.url).toMatch(new RegExp(`^${stack.nepenthes.url}/projects/2/work_packages/new\\?type=\\d+$`))
	})

	test('follows the type: what a bug must say, a task need not', async () => {
		const { values, form: bug } = await bugInTheGarden()
		expect(fieldIn(bug, 'Urgency')).toMatchObject({ kind: 'choice', multiple: false, required: true, choices: [{ name: 'Whenever' }, { name: 'This week' }, { name: 'Today' }] })
		expect(fieldIn(bug, 'First seen')).toMatchObject({ kind: 'date' })
		expect(fieldIn(bug, 'Plants concerned')).toMatchObject({ kind: 'choice', multiple: true })
		const task = await form({ ...values, type: chosen(optionIn(bug, 'Type', 'Task')), subject: { kind: 'text', value: 'Water the pots' } })
		expect(task.fields.map(({ name }) => name)).not.toContain('Urgency')
		expect(fieldIn(task, 'Supplier page')).toMatchObject({ kind: 'link' })
		expect(fieldIn(task, 'Subject')).toMatchObject({ value: 'Water the pots' })
	})

	test('shows a tree as one', async () => {
		const { form: found } = await bugInTheGarden()
		const where = fieldIn(found, 'Where')
		expect(where.kind).toBe('choice')
		if (where.kind === 'choice') {
			const choices = where.choices ?? (await ask<Choices>(`forms/choices?source=${encodeURIComponent(where.source!)}`)).items
			const depths = new Map(choices.map(({ name, depth }) => [name, depth]))
			expect(depths.get('North bed')).toBeGreaterThan(depths.get('Bog garden')!)
		}
	})

	test('lets people be searched', async () => {
		const assignee = fieldIn((await bugInTheGarden()).form, 'Assignee')
		expect(assignee).toMatchObject({ kind: 'choice', choices: null, source: expect.any(String) })
		const source = encodeURIComponent((assignee as { source: string }).source)
		expect((await ask<Choices>(`forms/choices?source=${source}&query=bob`)).items.map(({ name }) => name)).toEqual(['Bob Builder'])
	})

	test('costs one request, and says what would be refused', async () => {
		const { values } = await bugInTheGarden()
		const before = stack.nepenthes.requests.length
		const found = await form({ ...values, subject: { kind: 'text', value: '' } })
		expect(stack.nepenthes.requests.length - before).toBe(1)
		expect(found.errors).toContainEqual({ key: 'subject', message: expect.any(String) })
	})

	test.for(['https://evil.example/', '//evil.example/api', '/../../admin', '/users/4/../../oauth', 'projects'])('asks Nepenthes for nothing but choices: %s', async (source) => {
		const before = stack.nepenthes.requests.length
		expect((await alice.api(`forms/choices?source=${encodeURIComponent(source)}`)).body).toMatchObject({ status: 400, code: 'invalid-request' })
		expect(stack.nepenthes.requests.length).toBe(before)
	})
})

describe('a work package', () => {
	test('is created with all that was entered, and linked', async () => {
		const { values, form: found } = await bugInTheGarden()
		const urgency = fieldIn(found, 'Urgency')
		const creation = await create({
			...values,
			subject: { kind: 'text', value: 'Slug in the <b>pitcher</b> 🐌' },
			description: { kind: 'long-text', value: 'It *looks* happy.' },
			[urgency.key]: chosen(optionIn(found, 'Urgency', 'Today')),
			[fieldIn(found, 'First seen').key]: { kind: 'date', value: '2026-11-01' },
			estimatedTime: { kind: 'hours', value: 1.5 },
		})
		expect(creation).toMatchObject({
			state: 'created',
			workPackage: { subject: 'Slug in the <b>pitcher</b> 🐌', project: { name: 'Garden' }, type: { name: 'Bug' }, mayManageLinks: true },
			results: [{ fileId: file, state: 'linked' }],
		})
		const { id } = (creation as Extract<Creation, { state: 'created' }>).workPackage
		expect(stack.nepenthes.fileLinksOf(id).map(({ origin }) => origin.id)).toEqual([file])
		const stored = await (await fetch(`${stack.nepenthes.url}/api/v3/work_packages/${id}`, { headers: { authorization: 'Bearer opapi-alice-token' } })).json() as Record<string, unknown>
		expect(stored).toMatchObject({ estimatedTime: 'PT1H30M', description: { raw: 'It *looks* happy.' }, [fieldIn(found, 'First seen').key]: '2026-11-01' })
	})

	test('is not created when a field is wrong, which is said of that field', async () => {
		const { values } = await bugInTheGarden()
		const creation = await create({ ...values, subject: { kind: 'text', value: 'No urgency given' } })
		expect(creation).toMatchObject({ state: 'refused', errors: [{ key: expect.stringMatching(/^customField\d+$/), message: expect.any(String) }] })
		const both = await create({ ...values, subject: { kind: 'text', value: '' } })
		expect((both as Extract<Creation, { state: 'refused' }>).errors.map(({ key }) => key)).toContain('subject')
	})

	test('stays when the link fails, which is told apart', async () => {
		const { values, form: found } = await bugInTheGarden()
		stack.nepenthes.faults.add({ route: '/file_links$', method: 'POST', kind: 'fail', status: 500 })
		const creation = await create({ ...values, subject: { kind: 'text', value: 'Created, not linked' }, [fieldIn(found, 'Urgency').key]: chosen(optionIn(found, 'Urgency', 'Today')) })
		expect(creation).toMatchObject({ state: 'created', results: [{ fileId: file, state: 'failed', code: 'nepenthes-unexpected' }] })
	})

	test('whose creation was not answered is found again', async () => {
		const { values, form: found } = await bugInTheGarden()
		const since = new Date().toISOString()
		const subject = 'Perhaps created'
		stack.nepenthes.loseNextCreationAnswer()
		const { status, body } = await alice.change('POST', 'work-packages', { values: { ...values, subject: { kind: 'text', value: subject }, [fieldIn(found, 'Urgency').key]: chosen(optionIn(found, 'Urgency', 'Today')) }, fileIds: [file] })
		expect({ status, code: body.code }).toEqual({ status: 502, code: 'nepenthes-unreachable' })
		// It is there once, and nothing is linked to it.
		const made = stack.nepenthes.workPackagesBy('alice').filter((workPackage) => workPackage.subject === subject)
		expect(made).toHaveLength(1)
		expect(stack.nepenthes.fileLinksOf(made[0]!.id)).toEqual([])
		const question = { project: (values.project as { value: string[] }).value[0], type: (values.type as { value: string[] }).value[0], subject, since }
		expect((await ask<WorkPackageSearch>('work-packages/own', question)).items.map((item) => item.subject)).toEqual([subject])
		expect((await ask<WorkPackageSearch>('work-packages/own', { ...question, subject: 'Never created' })).items).toEqual([])
	})

	test('is created by those who may', async () => {
		const { values } = await bugInTheGarden()
		const bob = await connectedBrowser(stack, 'bob')
		const { body } = await bob.change('POST', 'work-packages', { values: { ...values, subject: { kind: 'text', value: 'By a reader' } }, fileIds: [] })
		expect(body.code ?? body.state).toMatch(/nepenthes-forbidden|refused/)
	})
})
