// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { Choice, Choices, Field, Form, FormQuestion } from '../../sidecar/contract/form.ts'
import type { Entry, KnownField } from '../../src/work-packages/create/entries.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { SidecarProblem } from '../../src/sidecar.ts'
import { useForm } from '../../src/work-packages/create/use-form.ts'

const getForm = vi.hoisted(() => vi.fn<(values: FormQuestion['values'], signal: AbortSignal) => Promise<Form>>())
const getProjectsForCreation = vi.hoisted(() => vi.fn<(query: string, page: number, signal: AbortSignal) => Promise<Choices>>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), getForm, getProjectsForCreation }))

const choice = (value: string): Choice => ({ value, name: value, depth: 0 })
const GARDEN = choice('garden')
const OFFICE = choice('office')
const TASK = choice('task')
const BUG = choice('bug')
const NOTE = choice('note')

/** What the types of each project are, and the fields of each type beyond those of all. */
const TYPES: Record<string, Choice[]> = { garden: [TASK, BUG], office: [TASK, NOTE] }
const VERSIONS: Record<string, Choice[]> = { garden: [choice('spring'), choice('autumn')], office: [choice('autumn')] }
const ASSIGNEES: Record<string, string[]> = { garden: ['alice', 'bob'], office: ['bob'] }
const TEMPLATES: Record<string, string> = { task: '', bug: '**What happens**', note: '' }

function select(key: string, choices: Choice[] | null, value: Choice[], source: string | null = null): Field {
	return { key, name: key, required: ['project', 'type'].includes(key), kind: 'choice', multiple: false, choices, source, value }
}

/** What Nepenthes does with what is known so far. */
function formFor(values: FormQuestion['values']): Form {
	const chosen = (key: string) => values[key]?.kind === 'choice' ? values[key].value[0] : undefined
	const project = chosen('project')!
	const type = chosen('type') ?? TYPES[project]![0]!.value
	const assignee = chosen('assignee')
	return {
		fields: [
			select('project', null, [choice(project)], '/projects'),
			select('type', TYPES[project]!, [choice(type)]),
			{ key: 'subject', name: 'Subject', required: true, kind: 'text', minLength: 1, maxLength: 255, value: null },
			{ key: 'description', name: 'Description', required: false, kind: 'long-text', value: TEMPLATES[type]! },
			select('version', VERSIONS[project]!, []),
			select('assignee', null, [], `/projects/${project}/available_assignees`),
			...type === 'bug' ? [{ key: 'customField1', name: 'Steps', required: true, kind: 'text', minLength: null, maxLength: null, value: null } as const] : [],
		],
		errors: assignee !== undefined && !ASSIGNEES[project]!.includes(assignee) ? [{ key: 'assignee', message: 'Assignee is not set to one of the allowed values.' }] : [],
		url: `https://nepenthes.example/projects/${project}/work_packages/new`,
	}
}

const projects = (items: Choice[], more: Partial<Choices> = {}): Choices => ({ items, total: items.length, nextPage: null, ...more })
const entryFor = (...chosen: Choice[]): Entry => ({ kind: 'choice', multiple: false, chosen })
const written = (text: string): Entry => ({ kind: 'text', text })

let scope: EffectScope

function openForm(entries: [string, Entry][] = []) {
	const form = scope.run(() => useForm({ subject: 'Plan', entries }))!
	const field = (key: string) => form.fields.value.find((field) => field.key === key) as KnownField | undefined
	return {
		...form,
		keys: () => form.fields.value.map(({ key }) => key),
		shown: (key: string) => {
			const entry = form.entryIn(field(key)!)
			return entry.kind === 'choice' ? entry.chosen.map(({ value }) => value).join() : entry.kind === 'boolean' ? entry.checked : entry.text
		},
		type: (key: string, entry: Entry) => form.enter(field(key)!, entry),
		upToDate: () => vi.waitFor(() => expect(form.following.value).toEqual({ step: 'up-to-date' })),
	}
}

beforeEach(() => {
	scope = effectScope()
	getForm.mockReset().mockImplementation(async (values) => formFor(values))
	getProjectsForCreation.mockReset().mockImplementation(async (query) => projects([GARDEN, OFFICE].filter(({ name }) => name.includes(query))))
})

afterEach(() => scope.stop())

describe('a form that opens', () => {
	it('asks for a project first, in one request, with the subject there already', async () => {
		const form = openForm()
		expect(form.following.value).toEqual({ step: 'opening' })
		await form.upToDate()
		expect(form.keys()).toEqual(['project', 'type', 'subject'])
		expect(form.shown('subject')).toBe('Plan')
		expect(getProjectsForCreation).toHaveBeenCalledOnce()
		expect(getForm).not.toHaveBeenCalled()
	})

	it('shows those projects when the user looks for one, without asking again', async () => {
		const form = openForm()
		await form.upToDate()
		await expect(form.searchProjects('', 1, new AbortController().signal)).resolves.toMatchObject({ items: [GARDEN, OFFICE] })
		expect(getProjectsForCreation).toHaveBeenCalledOnce()
	})

	it('chooses the only project by itself', async () => {
		getProjectsForCreation.mockResolvedValueOnce(projects([GARDEN]))
		const form = openForm()
		await form.upToDate()
		expect(form.shown('project')).toBe('garden')
		expect(form.shown('type')).toBe('task')
	})

	it('begins with project and type of the last time, in two requests', async () => {
		const form = openForm([['project', entryFor(GARDEN)], ['type', entryFor(BUG)]])
		await form.upToDate()
		expect([form.shown('project'), form.shown('type')]).toEqual(['garden', 'bug'])
		expect(getProjectsForCreation.mock.calls.map(([query]) => query)).toEqual(['garden'])
		expect(getForm).toHaveBeenCalledOnce()
	})

	it('begins without the project of the last time, where the user may not create there any more', async () => {
		getProjectsForCreation.mockResolvedValue(projects([OFFICE]))
		const form = openForm([['project', entryFor(GARDEN)], ['type', entryFor(BUG)], ['subject', written('Leak')]])
		await form.upToDate()
		expect([form.shown('project'), form.shown('type'), form.shown('subject')]).toEqual(['', '', 'Leak'])
	})

	it('takes another type where the project has not the one of the last time any more', async () => {
		const form = openForm([['project', entryFor(OFFICE)], ['type', entryFor(BUG)]])
		await form.upToDate()
		expect(form.shown('type')).toBe('task')
	})

	it('says that there is no project, or why there can be none, and lets try again', async () => {
		getProjectsForCreation.mockResolvedValueOnce(projects([]))
		const nowhere = openForm()
		await vi.waitFor(() => expect(nowhere.following.value).toEqual({ step: 'nowhere' }))

		getProjectsForCreation.mockRejectedValueOnce(new SidecarProblem('storage-missing'))
		const form = openForm()
		await vi.waitFor(() => expect(form.following.value).toMatchObject({ step: 'not-opened', failure: { kind: 'storage-missing' } }))
		await form.retry()
		expect(form.following.value).toEqual({ step: 'up-to-date' })
	})
})

describe('another project or type', () => {
	it('brings its own fields and defaults, in one request each', async () => {
		const form = openForm()
		await form.upToDate()
		form.type('project', entryFor(GARDEN))
		await form.upToDate()
		expect(form.keys()).not.toContain('customField1')
		expect(form.shown('description')).toBe('')
		form.type('type', entryFor(BUG))
		await form.upToDate()
		expect(form.keys()).toContain('customField1')
		expect(form.shown('description')).toBe('**What happens**')
		expect(getForm).toHaveBeenCalledTimes(2)
	})

	it('leaves what was entered, and brings it back where the field comes back', async () => {
		const form = openForm([['project', entryFor(GARDEN)], ['type', entryFor(BUG)]])
		await form.upToDate()
		form.type('subject', written('Leak'))
		form.type('description', { kind: 'long-text', text: 'At the rim' })
		form.type('customField1', written('Look at it'))
		form.type('type', entryFor(TASK))
		await form.upToDate()
		expect([form.shown('subject'), form.shown('description')]).toEqual(['Leak', 'At the rim'])
		expect(form.keys()).not.toContain('customField1')
		expect(form.values()).not.toHaveProperty('customField1')
		form.type('type', entryFor(BUG))
		await form.upToDate()
		expect(form.shown('customField1')).toBe('Look at it')
	})

	it('keeps what may still be chosen, lets the rest go and says so', async () => {
		const form = openForm([['project', entryFor(GARDEN)], ['type', entryFor(TASK)]])
		await form.upToDate()
		form.type('version', entryFor(choice('autumn')))
		form.type('assignee', entryFor(choice('bob')))
		form.type('project', entryFor(OFFICE))
		await form.upToDate()
		expect([form.shown('version'), form.shown('assignee'), form.dropped.value]).toEqual(['autumn', 'bob', []])

		form.type('project', entryFor(GARDEN))
		await form.upToDate()
		form.type('version', entryFor(choice('spring')))
		form.type('assignee', entryFor(choice('alice')))
		form.type('project', entryFor(OFFICE))
		await form.upToDate()
		expect([form.shown('version'), form.shown('assignee')]).toEqual(['', ''])
		expect(form.dropped.value).toEqual(['version', 'assignee'])
	})

	it('keeps the type that is seen, where the other project has it', async () => {
		getForm.mockImplementation(async (values) => formFor({ type: { kind: 'choice', multiple: false, value: ['task'] }, ...values }))
		const form = openForm([['project', entryFor(GARDEN)]])
		await form.upToDate()
		form.type('project', entryFor(OFFICE))
		await form.upToDate()
		expect(getForm.mock.calls.at(-1)?.[0]).toMatchObject({ project: { value: ['office'] }, type: { value: ['task'] } })
	})

	it('the form of the newest choice wins, whichever answer comes last', async () => {
		const form = openForm([['project', entryFor(GARDEN)], ['type', entryFor(TASK)]])
		await form.upToDate()
		let answerLate = () => {}
		getForm.mockImplementationOnce((values) => new Promise((resolve) => {
			answerLate = () => resolve(formFor(values))
		}))
		form.type('type', entryFor(BUG))
		form.type('type', entryFor(TASK))
		await form.upToDate()
		answerLate()
		await new Promise((resolve) => setTimeout(resolve))
		expect(form.keys()).not.toContain('customField1')
		expect(getForm.mock.calls.at(-2)?.[1].aborted).toBe(true)
	})

	it('that cannot be asked for says why, and lets try again', async () => {
		const form = openForm([['project', entryFor(GARDEN)], ['type', entryFor(TASK)]])
		await form.upToDate()
		getForm.mockRejectedValueOnce(new SidecarProblem('nepenthes-unreachable'))
		form.type('type', entryFor(BUG))
		await vi.waitFor(() => expect(form.following.value).toMatchObject({ step: 'failed', failure: { kind: 'nepenthes-unreachable' } }))
		await form.retry()
		expect(form.keys()).toContain('customField1')
	})

	it('is not the same one chosen again: nothing is asked', async () => {
		const form = openForm([['project', entryFor(GARDEN)], ['type', entryFor(TASK)]])
		await form.upToDate()
		form.type('type', entryFor(TASK))
		expect(form.following.value).toEqual({ step: 'up-to-date' })
		expect(getForm).toHaveBeenCalledOnce()
	})
})

it('what is written into other fields asks nobody', async () => {
	const form = openForm([['project', entryFor(GARDEN)], ['type', entryFor(BUG)]])
	await form.upToDate()
	for (const text of ['L', 'Le', 'Leak']) {
		form.type('subject', written(text))
		form.type('customField1', written(text))
	}
	expect(getForm).toHaveBeenCalledOnce()
})

it('a new work package is made of what was entered, and of the project, type and subject that are seen', async () => {
	const form = openForm([['project', entryFor(GARDEN)]])
	await form.upToDate()
	form.type('version', entryFor(choice('spring')))
	expect(form.values()).toEqual({
		project: { kind: 'choice', multiple: false, value: ['garden'] },
		type: { kind: 'choice', multiple: false, value: ['task'] },
		subject: { kind: 'text', value: 'Plan' },
		version: { kind: 'choice', multiple: false, value: ['spring'] },
	})
	form.type('description', { kind: 'long-text', text: '' })
	expect(form.values()).toMatchObject({ description: { kind: 'long-text', value: '' } })
})
