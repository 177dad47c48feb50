// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Api } from './support/nepenthes-api.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { apiError, apiOf } from './support/nepenthes-api.ts'
import { formOf, titlesIn } from './support/nepenthes-form.ts'

let nepenthes: Nepenthes
let call: Api

beforeAll(async () => {
	nepenthes = await startNepenthes({ basePath: '/np' })
	call = apiOf(nepenthes)
})

afterAll(() => nepenthes.close())

const to = (path: string) => ({ href: `/np/api/v3${path}` })
const TASK = to('/types/1')
const MILESTONE = to('/types/2')
const BUG = to('/types/3')
const FEATURE = to('/types/4')

describe('a form of which nothing is known yet', () => {
	it('has the defaults of the server, and says what is missing', async () => {
		const { status, payload, validationErrors, links } = await formOf(call, {}, { path: '/work_packages/form' })
		expect(status).toBe(200)
		expect(payload).toMatchObject({ subject: '', _links: { project: { href: null }, type: { href: null }, status: { title: 'New' }, priority: { title: 'Normal' } } })
		expect(Object.keys(validationErrors)).toEqual(['project', 'type', 'subject'])
		expect(validationErrors.subject).toMatchObject({ ...apiError('PropertyConstraintViolation'), message: 'Subject can\'t be blank.', _embedded: { details: { attribute: 'subject' } } })
		expect(links).not.toHaveProperty('commit')
	})

	it('needs no body at all, but its content type', async () => {
		const post = (headers: Record<string, string>) => fetch(`${nepenthes.url}/api/v3/work_packages/form`, { method: 'POST', headers: { authorization: 'Bearer opapi-alice-token', ...headers } })
		expect((await post({ 'content-type': 'application/json' })).status).toBe(200)
		expect((await post({})).status).toBe(406)
	})

	it('takes the first type of the project', async () => {
		for (const path of ['/projects/garden/work_packages/form', '/workspaces/2/work_packages/form']) {
			expect((await formOf(call, {}, { path })).payload._links).toMatchObject({ project: { title: 'Garden' }, type: { title: 'Task' } })
		}
		expect((await formOf(call, { _links: { project: to('/projects/2') } }, { path: '/work_packages/form' })).payload._links.type).toMatchObject({ title: 'Task' })
	})
})

describe('a form in which all is right', () => {
	it('leads to where the work package is created', async () => {
		const { validationErrors, links } = await formOf(call, { subject: 'Water the bog beds' })
		expect(validationErrors).toEqual({})
		expect(links.commit).toEqual({ href: '/np/api/v3/work_packages', method: 'post' })
		expect(links).not.toHaveProperty('configureForm')
	})

	it('gives back what was said, and creates nothing', async () => {
		const before = nepenthes.workPackagesBy('alice').length
		const { payload } = await formOf(call, {
			subject: 'Water the bog beds',
			description: { raw: '*Twice*' },
			estimatedTime: 'PT2H30M',
			startDate: '2026-03-02',
			_links: { type: TASK, status: to('/statuses/7'), assignee: to('/groups/101'), parent: to('/work_packages/1042'), version: to('/versions/1'), category: to('/categories/1') },
		})
		expect(payload).toMatchObject({
			subject: 'Water the bog beds',
			description: { format: 'markdown', raw: '*Twice*' },
			estimatedTime: 'PT2H30M',
			startDate: '2026-03-02',
			_links: { status: { title: 'In progress' }, assignee: { title: 'Greenhouse team' }, parent: { title: 'Pitcher leaks at the lower rim' }, version: { title: 'Open day' }, category: { title: 'Bog beds' } },
		})
		expect(nepenthes.workPackagesBy('alice')).toHaveLength(before)
	})

	it('leads administrators to its configuration', async () => {
		expect((await formOf(call, {}, { as: 'admin' })).links.configureForm).toMatchObject({ type: 'text/html' })
	})
})

describe('what can be chosen', () => {
	it('is listed twice in the form, as links and in full, where it is little', async () => {
		const { schema } = await formOf(call)
		expect(titlesIn(schema.type!)).toEqual(['Task', 'Milestone', 'Bug', 'Feature', 'Note'])
		expect(schema.type!._embedded!.allowedValues).toEqual(expect.arrayContaining([expect.objectContaining({ _type: 'Type', name: 'Bug', color: '#E03131' })]))
		expect(titlesIn(schema.priority!)).toEqual(['Low', 'Normal', 'High'])
		expect(titlesIn(schema.category!)).toEqual(['Bog beds', 'Paths', 'Pond'])
	})

	it('stands elsewhere where it is much: projects, people, parents', async () => {
		const { schema } = await formOf(call)
		for (const key of ['project', 'assignee', 'responsible', 'parent']) {
			const { _links: links, _embedded: embedded } = schema[key]!
			expect(embedded).toBeUndefined()
			const { href } = links!.allowedValues as { href: string }
			expect((await call(href.replace('/np/api/v3', ''))).body._embedded.elements.length, href).toBeGreaterThan(1)
		}
	})

	it('does not stand anywhere while it depends on a project that is not chosen', async () => {
		const { schema } = await formOf(call, {}, { path: '/work_packages/form' })
		expect(schema.assignee!._links).toEqual({})
		expect(titlesIn(schema.version!)).toEqual([])
		expect(titlesIn(schema.type!)).toHaveLength(5)
	})
})

describe('another project', () => {
	const inProject = async (project: string, body: unknown = {}) => formOf(call, body, { path: `/projects/${project}/work_packages/form` })

	it('has other types, versions, categories and custom fields', async () => {
		const { schema } = await inProject('office')
		expect(titlesIn(schema.type!)).toEqual(['Task', 'Bug', 'Feature', 'Note'])
		expect(titlesIn(schema.category!)).toEqual([])
		expect(schema).not.toHaveProperty('customField12')
		expect((await inProject('garden')).schema).toHaveProperty('customField12')
	})

	it('has the versions that others share with it, and those that are closed no more', async () => {
		const versions = async (project: string) => titlesIn((await inProject(project)).schema.version!)
		expect(await versions('garden')).toEqual(['Open day', 'Winter rest', 'Financial year'])
		expect(await versions('conservatory')).toEqual(['New heating', 'Financial year'])
		expect(await versions('seedlings')).toEqual(['New heating', 'Financial year'])
	})

	it('refuses what was chosen from the former one', async () => {
		const { validationErrors } = await inProject('office', { subject: 'Prices', _links: { type: MILESTONE, version: to('/versions/1'), category: to('/categories/1'), assignee: to('/groups/101') } })
		expect(Object.keys(validationErrors).toSorted()).toEqual(['assignee', 'category', 'type', 'version'])
		expect(validationErrors.type!.message).toBe('Type is not set to one of the allowed values.')
	})
})

describe('another type', () => {
	it('has other statuses to begin in, and refuses that of the former one', async () => {
		const statuses = async (type: { href: string }) => titlesIn((await formOf(call, { _links: { type } })).schema.status!)
		expect(await statuses(TASK)).toEqual(['New', 'In progress', 'On hold'])
		expect(await statuses(BUG)).toEqual(['New', 'In progress', 'To be tested'])
		const { validationErrors } = await formOf(call, { subject: 'Rim', _links: { type: FEATURE, status: to('/statuses/7') } })
		expect(Object.keys(validationErrors)).toEqual(['status'])
	})

	it('has its own template of a description, which gives way to what somebody wrote', async () => {
		const described = async (type: { href: string }, raw: string) => (await formOf(call, { description: { raw }, _links: { type } })).payload.description as { raw: string }
		const template = (await described(BUG, '')).raw
		expect(template).toContain('What should happen')
		expect((await described(FEATURE, template)).raw).toContain('Who needs it')
		expect((await described(TASK, template)).raw).toBe('')
		expect((await described(FEATURE, 'Mine')).raw).toBe('Mine')
	})

	it('has its own fields: a milestone one date, a bug its urgency', async () => {
		const fields = async (type: { href: string }) => (await formOf(call, { subject: 'Rim', _links: { type } }))
		expect((await fields(MILESTONE)).schema).toHaveProperty('date')
		expect((await fields(MILESTONE)).schema).not.toHaveProperty('startDate')
		const bug = await fields(BUG)
		expect(bug.schema.customField10).toMatchObject({ type: 'CustomOption', name: 'Urgency', required: true, hasDefault: false, location: '_links' })
		expect(bug.validationErrors).toMatchObject({ customField10: { message: 'Urgency can\'t be blank.' } })
		const task = await fields(TASK)
		expect(task.schema).not.toHaveProperty('customField10')
		expect(Object.values(task.schema).filter(({ name, required, hasDefault }) => name && required && !hasDefault).map(({ name }) => name)).toEqual(['Project', 'Type', 'Subject'])
	})

	it('stands in the order and the groups of the form', async () => {
		const { schema } = await formOf(call, { _links: { type: BUG } })
		const groups = (schema as unknown as { _attributeGroups: { name: string, attributes: string[] }[] })._attributeGroups
		expect(groups.map(({ name }) => name)).toEqual(['People', 'Estimates and progress', 'Details'])
		expect(groups[2]!.attributes).toEqual(expect.arrayContaining(['priority', 'customField10', 'customField13']))
	})
})

describe('what is wrong', () => {
	it.each<[string, string, unknown, string]>([
		['too long', 'subject', { subject: 'a'.repeat(256) }, 'PropertyConstraintViolation'],
		['of the wrong form', 'startDate', { startDate: 'tomorrow' }, 'PropertyFormatError'],
		['no day that there is', 'startDate', { startDate: '2026-02-32' }, 'PropertyFormatError'],
		['no duration', 'estimatedTime', { estimatedTime: '2 hours' }, 'PropertyFormatError'],
		['no number', 'percentageDone', { percentageDone: 'half' }, 'PropertyFormatError'],
		['out of range', 'percentageDone', { percentageDone: 101 }, 'PropertyConstraintViolation'],
		['before the start', 'dueDate', { startDate: '2026-03-02', dueDate: '2026-03-01' }, 'PropertyConstraintViolation'],
		['in contradiction to the dates', 'duration', { startDate: '2026-03-02', dueDate: '2026-03-03', duration: 'P3D' }, 'PropertyConstraintViolation'],
		['a link to something else', 'assignee', { _links: { assignee: to('/projects/2') } }, 'ResourceTypeMismatch'],
		['someone who is not in the project', 'assignee', { _links: { assignee: to('/users/6') } }, 'PropertyConstraintViolation'],
		['not for writing', 'author', { _links: { author: to('/users/4') } }, 'PropertyIsReadOnly'],
		['hidden', 'parent', { _links: { parent: to('/work_packages/1027') } }, 'PropertyConstraintViolation'],
	])('is told at its property, with 200 all the same: %s', async (_, key, body, error) => {
		const { status, validationErrors, links } = await formOf(call, { subject: 'Rim', ...body as object })
		expect(status).toBe(200)
		expect(Object.keys(validationErrors)).toEqual([key])
		expect(validationErrors[key]).toMatchObject(apiError(error))
		expect(links).not.toHaveProperty('commit')
	})

	it('is told in the language of the user', async () => {
		nepenthes.setPermissions('carol', 'garden', ['view_work_packages', 'add_work_packages'])
		const { schema, validationErrors } = await formOf(call, {}, { as: 'carol' })
		expect(schema.subject!.name).toBe('Thema')
		expect(validationErrors.subject!.message).toBe('Thema muss ausgefüllt werden.')
		nepenthes.setPermissions('carol', 'garden', null)
	})

	it('is nothing where a property is not known', async () => {
		const { validationErrors, payload } = await formOf(call, { subject: 'Rim', customField4711: 'x', mood: 'green', _links: { planet: to('/planets/1') } })
		expect(validationErrors).toEqual({})
		expect(payload).not.toHaveProperty('mood')
	})

	it('may be the project, of which nobody learns more than that', async () => {
		const { status, validationErrors } = await formOf(call, { subject: 'Rim', _links: { project: to('/projects/6') } }, { path: '/work_packages/form' })
		expect(status).toBe(200)
		expect(Object.keys(validationErrors)).toEqual(['project', 'type'])
	})
})

describe('whoever may not create work packages', () => {
	it('gets no form, and learns of no project that they do not see', async () => {
		for (const path of ['/work_packages/form', '/projects/garden/work_packages/form']) {
			expect(await call(path, { as: 'bob', body: {} })).toMatchObject({ status: 403, body: apiError('MissingPermission') })
		}
		expect(await call('/projects/vault/work_packages/form', { body: {} })).toMatchObject({ status: 404, body: apiError('NotFound') })
	})
})
