// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FileLinksResult } from '../../sidecar/contract/file-links.ts'
import type { Creation, FieldValue, FormQuestion, NewWorkPackage, OwnQuestion } from '../../sidecar/contract/form.ts'
import type { ProblemCode } from '../../sidecar/contract/problem.ts'
import type { WorkPackage, WorkPackageSearch } from '../../sidecar/contract/work-package.ts'
import type { Attempt } from '../../src/work-packages/create/drafts.ts'

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SidecarProblem, SidecarUnreachable } from '../../src/sidecar.ts'
import { useCreation } from '../../src/work-packages/create/use-creation.ts'

const createWorkPackage = vi.hoisted(() => vi.fn<(question: NewWorkPackage) => Promise<Creation>>())
const getOwnWorkPackages = vi.hoisted(() => vi.fn<(question: OwnQuestion) => Promise<WorkPackageSearch>>())
const linkFiles = vi.hoisted(() => vi.fn<(id: number, fileIds: readonly string[]) => Promise<FileLinksResult>>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), createWorkPackage, getOwnWorkPackages, linkFiles }))

/** As far as it is looked at. */
const workPackage = (id: number) => ({ id, displayId: `#${id}` }) as WorkPackage
const created = (id: number, results: FileLinksResult['results'] = [{ fileId: '7', state: 'linked' }]): Creation => ({ state: 'created', workPackage: workPackage(id), results })
const own = (...ids: number[]): WorkPackageSearch => ({ items: ids.map(workPackage), total: ids.length, nextPage: null, complete: true })
const link = (value: string): FieldValue => ({ kind: 'choice', multiple: false, value: [value] })
const values: FormQuestion['values'] = { project: link('/projects/2'), type: link('/types/3'), subject: { kind: 'text', value: 'Leak' } }
const notLinked = { fileId: '7', state: 'failed', code: 'storage-not-in-project' } as const

let complaints: Map<string, string>
/** What the draft remembers of an attempt. */
let attempt: Attempt | null

function open({ fileIds = ['7'], before = null as Attempt | null } = {}) {
	attempt = before
	return useCreation({ fileIds, values: () => values, complaints: () => complaints, attempt: before, onAttempt: (now) => {
		attempt = now
	} })
}

beforeEach(() => {
	complaints = new Map()
	createWorkPackage.mockReset()
	getOwnWorkPackages.mockReset()
	linkFiles.mockReset()
})

describe('a work package', () => {
	it('is created and its file linked, in one request', async () => {
		createWorkPackage.mockResolvedValueOnce(created(42))
		const { creating, create } = open()
		const done = create()
		expect(creating.value).toEqual({ step: 'creating' })
		await done
		expect(creating.value).toEqual({ step: 'done', created: { workPackage: workPackage(42), linkedIds: ['7'] } })
		expect(createWorkPackage.mock.calls).toEqual([[{ values, fileIds: ['7'] }]])
		expect(attempt).toBeNull()
	})

	it('is created once, however often the button is pressed', async () => {
		createWorkPackage.mockResolvedValue(created(42))
		const { create } = open()
		await Promise.all([create(), create(), create()])
		expect(createWorkPackage).toHaveBeenCalledOnce()
	})

	it('is created without files, where these are linked elsewhere', async () => {
		createWorkPackage.mockResolvedValueOnce(created(42, []))
		const { creating, create } = open({ fileIds: [] })
		await create()
		expect(creating.value).toEqual({ step: 'done', created: { workPackage: workPackage(42), linkedIds: [] } })
	})

	it('is not sent as long as something is wrong for sure', async () => {
		complaints.set('subject', 'Subject must be filled in.')
		const { creating, refused, create } = open()
		await create()
		expect(createWorkPackage).not.toHaveBeenCalled()
		expect(creating.value).toEqual({ step: 'form', failure: null })
		expect(refused.value.byField).toEqual(complaints)
	})
})

describe('what Nepenthes refuses', () => {
	it('is said at the fields, several sentences about one together; the rest apart', async () => {
		createWorkPackage.mockResolvedValueOnce({ state: 'refused', errors: [
			{ key: 'dueDate', message: 'Finish date must be after the start date.' },
			{ key: 'subject', message: 'Subject is too long.' },
			{ key: 'dueDate', message: 'Finish date is a holiday.' },
			{ key: null, message: 'Quota exceeded.' },
		] })
		const { creating, refused, create, forgive } = open()
		await create()
		expect(creating.value).toEqual({ step: 'form', failure: null })
		expect(refused.value).toEqual({
			byField: new Map([['dueDate', 'Finish date must be after the start date. Finish date is a holiday.'], ['subject', 'Subject is too long.']]),
			general: ['Quota exceeded.'],
		})
		expect(attempt).toBeNull()

		forgive('subject')
		expect([...refused.value.byField.keys()]).toEqual(['dueDate'])
	})

	it('is forgotten with the next attempt', async () => {
		createWorkPackage.mockResolvedValueOnce({ state: 'refused', errors: [{ key: 'subject', message: 'Subject is too long.' }] }).mockResolvedValueOnce(created(42))
		const { refused, create } = open()
		await create()
		await create()
		expect(refused.value).toEqual({ byField: new Map(), general: [] })
		expect(getOwnWorkPackages).not.toHaveBeenCalled()
	})
})

it.each<ProblemCode>(['nepenthes-forbidden', 'nepenthes-refused', 'connection-expired', 'rate-limited', 'overloaded', 'invalid-request'])('after %s nothing has been created, and nothing is looked for', async (code) => {
	createWorkPackage.mockRejectedValueOnce(new SidecarProblem(code))
	const { creating, create } = open()
	await create()
	expect(creating.value).toMatchObject({ step: 'form', failure: { } })
	expect(getOwnWorkPackages).not.toHaveBeenCalled()
	expect(attempt).toBeNull()
})

describe('an answer that is lost', () => {
	const losses = [
		['no answer at all', new SidecarUnreachable('No answer')],
		['nepenthes-unreachable', new SidecarProblem('nepenthes-unreachable')],
		['nepenthes-unexpected', new SidecarProblem('nepenthes-unexpected')],
		['nextcloud-timeout', new SidecarProblem('nextcloud-timeout')],
	] as const

	it.each(losses)('by %s: what was created since is shown, and the user asked', async (_, loss) => {
		const before = new Date().toISOString()
		createWorkPackage.mockRejectedValueOnce(loss)
		getOwnWorkPackages.mockResolvedValueOnce(own(42))
		const { creating, create } = open()
		await create()
		expect(creating.value).toEqual({ step: 'asking', candidates: [workPackage(42)] })
		const [[question]] = getOwnWorkPackages.mock.calls as [[OwnQuestion]]
		expect(question).toEqual({ project: '/projects/2', type: '/types/3', subject: 'Leak', since: expect.any(String) })
		expect(question.since >= before).toBe(true)
	})

	it('links the one that the user recognises, and creates no other', async () => {
		createWorkPackage.mockRejectedValueOnce(losses[0][1])
		getOwnWorkPackages.mockResolvedValueOnce(own(42, 41))
		linkFiles.mockResolvedValueOnce({ results: [{ fileId: '7', state: 'linked' }] })
		const { creating, create, take } = open()
		await create()
		await take(workPackage(41))
		expect(linkFiles.mock.calls).toEqual([[41, ['7']]])
		expect(creating.value).toEqual({ step: 'done', created: { workPackage: workPackage(41), linkedIds: ['7'] } })
		expect(createWorkPackage).toHaveBeenCalledOnce()
		expect(attempt).toBeNull()
	})

	it('lets create another one, and does not ask about those again', async () => {
		createWorkPackage.mockRejectedValueOnce(losses[0][1]).mockRejectedValueOnce(losses[0][1])
		getOwnWorkPackages.mockResolvedValueOnce(own(41)).mockResolvedValueOnce(own(42, 41))
		const { creating, create, createAnyway } = open()
		await create()
		await createAnyway()
		expect(createWorkPackage).toHaveBeenCalledTimes(2)
		expect(creating.value).toEqual({ step: 'asking', candidates: [workPackage(42)] })
	})

	it('that left nothing behind is a failure like others; but before the next attempt it is looked for again', async () => {
		createWorkPackage.mockRejectedValueOnce(losses[1][1])
		getOwnWorkPackages.mockResolvedValueOnce(own()).mockResolvedValueOnce(own(42))
		const { creating, create } = open()
		await create()
		expect(creating.value).toMatchObject({ step: 'form', failure: { kind: 'nepenthes-unreachable' } })
		await create()
		expect(creating.value).toEqual({ step: 'asking', candidates: [workPackage(42)] })
		expect(createWorkPackage).toHaveBeenCalledOnce()
	})

	it('that cannot be looked for stays open until it can', async () => {
		createWorkPackage.mockRejectedValueOnce(losses[0][1])
		getOwnWorkPackages.mockRejectedValueOnce(losses[0][1]).mockResolvedValueOnce(own(42))
		const { creating, create, lookAgain } = open()
		await create()
		expect(creating.value).toMatchObject({ step: 'unclear', failure: { kind: 'app-unreachable' } })
		expect(attempt).toMatchObject({ subject: 'Leak' })
		await lookAgain()
		expect(creating.value).toEqual({ step: 'asking', candidates: [workPackage(42)] })
	})

	it('by leaving the page is looked for when the user comes back', async () => {
		getOwnWorkPackages.mockResolvedValueOnce(own(42))
		const before = { project: '/projects/2', type: '/types/3', subject: 'Leak', since: '2026-03-01T10:00:00.000Z', declined: [] }
		const { creating, lookAgain } = open({ before })
		await lookAgain()
		expect(creating.value).toEqual({ step: 'asking', candidates: [workPackage(42)] })
		expect(getOwnWorkPackages.mock.calls[0]?.[0].since).toBe('2026-03-01T10:00:00.000Z')
	})
})

describe('a work package whose file could not be linked', () => {
	it('is shown with the reason, and the link can be tried again, alone', async () => {
		createWorkPackage.mockResolvedValueOnce(created(42, [{ fileId: '6', state: 'linked' }, notLinked]))
		linkFiles.mockRejectedValueOnce(new SidecarProblem('nepenthes-unreachable')).mockResolvedValueOnce({ results: [{ fileId: '7', state: 'linked' }] })
		const { creating, create, linkAgain } = open({ fileIds: ['6', '7'] })
		await create()
		expect(creating.value).toMatchObject({ step: 'not-linked', workPackage: workPackage(42), failedIds: ['7'], failure: { kind: 'storage-not-in-project' } })
		await linkAgain()
		expect(creating.value).toMatchObject({ step: 'not-linked', failedIds: ['7'], failure: { kind: 'nepenthes-unreachable' } })
		await Promise.all([linkAgain(), linkAgain()])
		expect(creating.value).toEqual({ step: 'done', created: { workPackage: workPackage(42), linkedIds: ['6', '7'] } })
		expect(linkFiles.mock.calls).toEqual([[42, ['7']], [42, ['7']]])
		expect(createWorkPackage).toHaveBeenCalledOnce()
	})

	it('can be left like that', async () => {
		createWorkPackage.mockResolvedValueOnce(created(42, [notLinked]))
		const { creating, create, leaveUnlinked } = open()
		await create()
		leaveUnlinked()
		expect(creating.value).toEqual({ step: 'done', created: { workPackage: workPackage(42), linkedIds: [] } })
	})
})
