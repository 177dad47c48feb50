// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Api, Hal } from './support/nepenthes-api.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { apiError, apiOf } from './support/nepenthes-api.ts'
import { formOf } from './support/nepenthes-form.ts'

let nepenthes: Nepenthes
let call: Api

beforeAll(async () => {
	nepenthes = await startNepenthes({ basePath: '/np' })
	nepenthes.addStorage({ name: 'Cloud', host: 'https://cloud.example' })
	call = apiOf(nepenthes)
})

afterAll(() => nepenthes.close())

const to = (path: string) => ({ href: `/np/api/v3${path}` })
const GARDEN = to('/projects/2')
const TASK = to('/types/1')
const BUG = to('/types/3')

/** The least that a task in the garden needs. */
const task = (subject: string, links: Record<string, unknown> = {}) => ({ subject, _links: { project: GARDEN, type: TASK, ...links } })

const subjectsOf = (login: string) => nepenthes.workPackagesBy(login).map(({ subject }) => subject)

const attributesIn = ({ _embedded: { errors } }: Hal) => errors.map(({ _embedded: { details: { attribute } } }) => attribute)

describe('a work package that is created', () => {
	it('is answered with 201 and with all that a single one embeds', async () => {
		const { status, body } = await call('/work_packages?notify=false', { body: task('Water the bog beds', { assignee: to('/users/5'), version: to('/versions/1'), category: to('/categories/2'), responsible: to('/groups/101'), parent: to('/work_packages/1042') }) })
		expect(status).toBe(201)
		expect(body).toMatchObject({
			_type: 'WorkPackage',
			subject: 'Water the bog beds',
			_embedded: {
				project: { identifier: 'garden' },
				status: { name: 'New' },
				type: { name: 'Task', color: '#1A67A3' },
				priority: { name: 'Normal' },
				author: { name: 'Alice Archer' },
				assignee: { name: 'Bob Builder' },
				responsible: { name: 'Greenhouse team' },
				version: { name: 'Open day' },
				category: { name: 'Paths' },
				parent: { id: 1042 },
				fileLinks: { total: 0 },
			},
		})
		expect((await call(`/work_packages/${body.id}`)).body).toEqual(body)
	})

	it('is among those of its author', async () => {
		expect(subjectsOf('alice')).toEqual(['Water the bog beds'])
		expect(subjectsOf('bob')).toEqual([])
	})

	it('belongs to the project of the address, whatever the body says', async () => {
		for (const path of ['/projects/garden/work_packages', '/workspaces/2/work_packages']) {
			const { status, body } = await call(path, { body: { subject: 'Rake the paths', _links: { project: to('/projects/1') } } })
			expect(status).toBe(201)
			expect(body._links).toMatchObject({ project: { title: 'Garden' }, type: { title: 'Task' } })
		}
	})

	it('counts on where the project has numbers of its own', async () => {
		const { body } = await call('/projects/NEP/work_packages', { body: { subject: 'Buy leech socks' } })
		expect(body.displayId).toMatch(/^NEP-\d+$/)
	})

	it('is what the payload of a form says, sent back', async () => {
		const { payload } = await formOf(call, { subject: 'Prune the climbers', description: { raw: 'All **three**' }, startDate: '2026-03-02', duration: 'P3D', estimatedTime: 'PT2H30M', percentageDone: 10 })
		const { status, body } = await call('/work_packages', { body: payload })
		expect(status).toBe(201)
		expect(body).toMatchObject({ subject: 'Prune the climbers', description: { raw: 'All **three**' }, startDate: '2026-03-02', dueDate: '2026-03-04', duration: 'P3D', estimatedTime: 'PT2H30M', percentageDone: 10 })
	})

	it('has one date where it is a milestone', async () => {
		const { body } = await call('/projects/garden/work_packages', { body: { subject: 'First frost', date: '2026-11-01', _links: { type: to('/types/2') } } })
		expect(body).toMatchObject({ date: '2026-11-01' })
		expect(body).not.toHaveProperty('dueDate')
	})
})

describe('what is wrong with a new work package', () => {
	it('is one error as it is, in the language of the user', async () => {
		const answer = await call('/work_packages', { body: task('') })
		expect(answer).toMatchObject({ status: 422, body: { ...apiError('PropertyConstraintViolation'), message: 'Subject can\'t be blank.', _embedded: { details: { attribute: 'subject' } } } })
		nepenthes.setPermissions('carol', 'garden', ['view_work_packages', 'add_work_packages'])
		expect((await call('/work_packages', { body: task(''), as: 'carol' })).body.message).toBe('Thema muss ausgefüllt werden.')
		nepenthes.setPermissions('carol', 'garden', null)
	})

	it('is several errors in one', async () => {
		const { status, body } = await call('/work_packages', { body: { ...task('', { type: BUG, assignee: to('/users/4711') }), estimatedTime: 'long' } })
		expect(status).toBe(422)
		expect(body).toMatchObject(apiError('MultipleErrors'))
		expect(attributesIn(body).toSorted()).toEqual(['assignee', 'customField10', 'estimatedTime', 'subject'])
	})

	it('is the project, where none is named', async () => {
		const { status, body } = await call('/work_packages', { body: { subject: 'Nowhere' } })
		expect(status).toBe(422)
		expect(attributesIn(body)).toEqual(['project', 'type'])
	})

	it('is a property that nobody may write; what is not known is ignored', async () => {
		expect(await call('/work_packages', { body: { ...task('Yesterday'), createdAt: '2020-01-01T00:00:00Z' } })).toMatchObject({ status: 422, body: apiError('PropertyIsReadOnly') })
		expect(subjectsOf('alice')).not.toContain('Yesterday')
		expect((await call('/work_packages', { body: { ...task('Tomorrow'), lockVersion: 3, mood: 'green' } })).status).toBe(201)
	})

	it('is a body that is no object', async () => {
		expect(await call('/work_packages', { body: [task('Rim')] })).toMatchObject({ status: 400, body: apiError('InvalidRequestBody') })
	})

	it('leaves nothing behind', async () => {
		const before = subjectsOf('alice')
		await call('/work_packages', { body: task('a'.repeat(256)) })
		expect(subjectsOf('alice')).toEqual(before)
	})
})

describe('who may create work packages', () => {
	it('is told apart from who may not, and from who does not even see the project', async () => {
		expect(await call('/work_packages', { body: task('Rim'), as: 'bob' })).toMatchObject({ status: 403, body: apiError('MissingPermission') })
		expect(await call('/projects/garden/work_packages', { body: { subject: 'Rim' }, as: 'bob' })).toMatchObject({ status: 403 })
		expect(await call('/work_packages', { body: task('Rim', { project: to('/projects/6') }) })).toMatchObject({ status: 404, body: apiError('NotFound') })
		expect(await call('/projects/vault/work_packages', { body: { subject: 'Rim' } })).toMatchObject({ status: 404 })

		nepenthes.setPermissions('alice', 'office', ['view_work_packages'])
		expect(await call('/work_packages', { body: task('Rim', { project: to('/projects/5') }) })).toMatchObject({ status: 403, body: apiError('MissingPermission') })
	})
})

describe('an answer that gets lost', () => {
	it('leaves the work package, which the user finds by what they know of it', async () => {
		nepenthes.loseNextCreationAnswer()
		await expect(call('/work_packages', { body: task('Sharpen the secateurs') })).rejects.toThrow('fetch failed')
		expect(subjectsOf('alice').filter((subject) => subject === 'Sharpen the secateurs')).toHaveLength(1)

		const filters = encodeURIComponent(JSON.stringify([{ author: { operator: '=', values: ['me'] } }, { subject: { operator: '~', values: ['Sharpen the secateurs'] } }]))
		expect((await call(`/work_packages?filters=${filters}`)).body.total).toBe(1)
	})

	it('is lost once, and never that of a form', async () => {
		nepenthes.loseNextCreationAnswer()
		expect((await formOf(call)).status).toBe(200)
		await expect(call('/projects/garden/work_packages', { body: { subject: 'Oil the hinges' } })).rejects.toThrow('fetch failed')
		expect((await call('/projects/garden/work_packages', { body: { subject: 'Oil the hinges' } })).status).toBe(201)
		expect(subjectsOf('alice').filter((subject) => subject === 'Oil the hinges')).toHaveLength(2)
	})
})
