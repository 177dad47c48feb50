// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { Choices, Creation, Form, OwnQuestion } from '../../sidecar/contract/form.ts'
import type { WorkPackage, WorkPackageSearch } from '../../sidecar/contract/work-package.ts'
import type { KnownField } from '../../src/work-packages/create/entries.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { SidecarUnreachable } from '../../src/sidecar.ts'
import { useNewWorkPackage } from '../../src/work-packages/create/use-new-work-package.ts'

const api = vi.hoisted(() => ({
	getForm: vi.fn<() => Promise<Form>>(),
	getProjectsForCreation: vi.fn<() => Promise<Choices>>(),
	createWorkPackage: vi.fn<() => Promise<Creation>>(),
	getOwnWorkPackages: vi.fn<(question: OwnQuestion) => Promise<WorkPackageSearch>>(),
}))
const user = vi.hoisted(() => ({ uid: 'alice' }))
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), ...api }))
vi.mock('@nextcloud/auth', async (original) => ({ ...await original<object>(), getCurrentUser: () => user }))

const GARDEN = { value: '/projects/2', name: 'Garden', depth: 0 }
const TASK = { value: '/types/1', name: 'Task', depth: 0 }
const form: Form = {
	fields: [
		{ key: 'project', name: 'Project', required: true, kind: 'choice', multiple: false, choices: null, source: '/projects', value: [GARDEN] },
		{ key: 'type', name: 'Type', required: true, kind: 'choice', multiple: false, choices: [TASK], source: null, value: [TASK] },
		{ key: 'subject', name: 'Subject', required: true, kind: 'text', minLength: 1, maxLength: 255, value: null },
		{ key: 'estimatedTime', name: 'Work', required: false, kind: 'hours', value: null },
	],
	errors: [],
	url: 'https://nepenthes.example/work_packages/new',
}

let scope: EffectScope

/** Opens the dialog; what was open before is gone, as after the page was loaded again. */
async function openDialog(fileId = '7') {
	scope.stop()
	scope = effectScope()
	const dialog = scope.run(() => useNewWorkPackage({ files: [{ id: fileId, name: 'plan.pdf' }], subject: 'plan', link: true }))!
	await vi.waitFor(() => expect(dialog.form.following.value).toEqual({ step: 'up-to-date' }))
	const field = (key: string) => dialog.form.fields.value.find((field) => field.key === key) as KnownField
	return {
		...dialog,
		write: (key: string, text: string) => dialog.enter(field(key), { kind: key === 'subject' ? 'text' : 'hours', text }),
		shown: (key: string) => {
			const entry = dialog.form.entryIn(field(key))
			return 'text' in entry ? entry.text : null
		},
	}
}

beforeEach(() => {
	scope = effectScope()
	sessionStorage.clear()
	localStorage.clear()
	user.uid = 'alice'
	api.getForm.mockReset().mockResolvedValue(form)
	api.getProjectsForCreation.mockReset().mockResolvedValue({ items: [GARDEN], total: 1, nextPage: null })
	api.createWorkPackage.mockReset().mockResolvedValue({ state: 'created', workPackage: { id: 42 } as WorkPackage, results: [{ fileId: '7', state: 'linked' }] })
	api.getOwnWorkPackages.mockReset().mockResolvedValue({ items: [], total: 0, nextPage: null, complete: true })
})

afterEach(() => {
	scope.stop()
	vi.restoreAllMocks()
})

describe('what was entered', () => {
	it('is there again for the same file, numbers as they were written, and said to be', async () => {
		const { write, isRestored } = await openDialog()
		expect(isRestored.value).toBe(false)
		write('subject', 'Leak')
		write('estimatedTime', '2 ho')
		const again = await openDialog()
		expect([again.shown('subject'), again.shown('estimatedTime'), again.isRestored.value]).toEqual(['Leak', '2 ho', true])
	})

	it('belongs to its file and its user', async () => {
		const { write } = await openDialog()
		write('subject', 'Leak')
		expect((await openDialog('8')).shown('subject')).toBe('plan')
		user.uid = 'bob'
		expect((await openDialog('7')).shown('subject')).toBe('plan')
	})

	it('is gone when the user discards it, or starts over', async () => {
		const { write, discard } = await openDialog()
		write('subject', 'Leak')
		discard()
		const again = await openDialog()
		expect([again.shown('subject'), again.isRestored.value]).toEqual(['plan', false])

		again.write('subject', 'Leak')
		const third = await openDialog()
		third.startOver()
		expect([third.shown('subject'), third.isRestored.value, third.hasContent.value]).toEqual(['plan', false, false])
		expect((await openDialog()).shown('subject')).toBe('plan')
	})

	it('is gone when the work package is there', async () => {
		const { write, submit, creating } = await openDialog()
		write('subject', 'Leak')
		await submit()
		expect(creating.value.step).toBe('done')
		expect((await openDialog()).shown('subject')).toBe('plan')
	})

	it('is something to lose, but not the choice of project and type', async () => {
		const { hasContent, write } = await openDialog()
		expect(hasContent.value).toBe(false)
		write('subject', 'Leak')
		expect(hasContent.value).toBe(true)
	})

	it('does no harm where the browser keeps nothing, or something else', async () => {
		vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
			throw new DOMException('full', 'QuotaExceededError')
		})
		vi.spyOn(Storage.prototype, 'getItem').mockReturnValue('{"entries":')
		const { write, shown } = await openDialog()
		write('subject', 'Leak')
		expect(shown('subject')).toBe('Leak')
	})
})

it('project and type of the last work package are there for the next one', async () => {
	const { submit } = await openDialog()
	await submit()
	api.getProjectsForCreation.mockClear()
	await openDialog('8')
	expect(api.getProjectsForCreation).toHaveBeenCalledExactlyOnceWith('Garden', 1, expect.anything())
})

it('what was on its way when the page was left is looked for before anything else', async () => {
	api.createWorkPackage.mockImplementationOnce(() => new Promise(() => {}))
	const { write, submit } = await openDialog()
	write('subject', 'Leak')
	void submit()
	api.getOwnWorkPackages.mockResolvedValueOnce({ items: [{ id: 42 } as WorkPackage], total: 1, nextPage: null, complete: true })
	const again = await openDialog()
	await vi.waitFor(() => expect(again.creating.value).toEqual({ step: 'asking', candidates: [{ id: 42 }] }))
	expect(api.getOwnWorkPackages.mock.calls[0]?.[0]).toMatchObject({ project: '/projects/2', type: '/types/1', subject: 'Leak' })
})

it('"Create" that is pressed while the form follows another type waits for it', async () => {
	const { write, submit, form: { retry }, isWaiting, creating } = await openDialog()
	let answer = () => {}
	api.getForm.mockImplementationOnce(() => new Promise((resolve) => {
		answer = () => resolve(form)
	}))
	write('subject', 'Leak')
	void retry()
	await submit()
	expect(isWaiting.value).toBe(true)
	expect(api.createWorkPackage).not.toHaveBeenCalled()
	answer()
	await vi.waitFor(() => expect(creating.value.step).toBe('done'))
	expect(api.createWorkPackage).toHaveBeenCalledOnce()
})

describe('errors', () => {
	it('about a field of the form stand there, and go when it is mended; all others stand together', async () => {
		api.createWorkPackage.mockResolvedValueOnce({ state: 'refused', errors: [
			{ key: 'subject', message: 'Subject is too long.' },
			{ key: 'customField9', message: 'Budget is missing.' },
			{ key: null, message: 'Quota exceeded.' },
		] })
		const { submit, write, errors, general } = await openDialog()
		await submit()
		expect([...errors.value]).toEqual([['subject', 'Subject is too long.']])
		expect(general.value).toEqual(['Quota exceeded.', 'Budget is missing.'])
		write('subject', 'Leak')
		expect([...errors.value]).toEqual([])
	})

	it('that are sure are found without asking, all at once', async () => {
		const { submit, write, errors } = await openDialog()
		write('subject', ' ')
		write('estimatedTime', 'long')
		await submit()
		expect([...errors.value]).toEqual([['subject', 'Subject must be filled in.'], ['estimatedTime', 'Work must be a number.']])
		expect(api.createWorkPackage).not.toHaveBeenCalled()
	})
})

it('an attempt whose answer is lost stays known until it is cleared up', async () => {
	api.createWorkPackage.mockRejectedValueOnce(new SidecarUnreachable('No answer'))
	api.getOwnWorkPackages.mockRejectedValue(new SidecarUnreachable('No answer'))
	const { submit, creating } = await openDialog()
	await submit()
	expect(creating.value.step).toBe('unclear')
	const again = await openDialog()
	await vi.waitFor(() => expect(again.creating.value.step).toBe('unclear'))
	expect(again.isRestored.value).toBe(false)
})
