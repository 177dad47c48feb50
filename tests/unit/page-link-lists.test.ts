// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { FileLinkChange, LinkedWorkPackages, WorkPackage } from '../../sidecar/contract/work-package.ts'
import type { FileReference } from '../../src/files/use-link-changes.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { forgetAllLists, knownList } from '../../src/files/known-lists.ts'
import { useLinkChanges } from '../../src/files/use-link-changes.ts'
import { useLinkedWorkPackages } from '../../src/files/use-linked-work-packages.ts'
import { SidecarProblem } from '../../src/sidecar.ts'

/** The calls of the sidecar, answered by the test. */
const getLinkedWorkPackages = vi.hoisted(() => vi.fn<(fileId: string, page: number, signal: AbortSignal) => Promise<LinkedWorkPackages>>())
const linkWorkPackage = vi.hoisted(() => vi.fn<(fileId: string, workPackageId: number) => Promise<FileLinkChange>>())
const unlinkWorkPackage = vi.hoisted(() => vi.fn<(fileId: string, workPackageId: number) => Promise<FileLinkChange>>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), getLinkedWorkPackages, linkWorkPackage, unlinkWorkPackage }))

function workPackage(id: number): WorkPackage {
	return {
		id,
		displayId: `#${id}`,
		subject: `Subject ${id}`,
		url: `https://nepenthes.example/wp/${id}`,
		project: { name: 'Garden' },
		type: { name: 'Bug', color: null },
		status: { name: 'New', color: null, closed: false },
		assignee: null,
		dueDate: null,
		mayManageLinks: true,
	}
}
const page = (ids: number[], more: Partial<LinkedWorkPackages> = {}): LinkedWorkPackages => ({ items: ids.map(workPackage), total: ids.length, nextPage: null, complete: true, ...more })

const plan: FileReference = { id: '77', name: 'plan.pdf' }
const notes: FileReference = { id: '78', name: 'notes.md' }

let scope: EffectScope

/** The tab of a file, as the user sees it. */
function openTab(first = plan) {
	const file = ref(first)
	const active = ref(true)
	return scope.run(() => {
		const list = useLinkedWorkPackages(file, active)
		const settled = vi.fn(list.outrun)
		const changes = useLinkChanges(file, { settled, refused: (_, failure) => failure.kind === 'connection-expired' && list.fail(failure) })
		const ids = () => list.linked.value.state === 'shown' ? list.linked.value.items.map(({ id }) => id) : list.linked.value.state
		return { file, active, ids, ...list, ...changes }
	})!
}

/** An answer that comes when the test says so. */
function held<Answer>() {
	let answer: (answer: Answer) => void = () => {}
	let refuse: (error: Error) => void = () => {}
	const promise = new Promise<Answer>((resolve, reject) => {
		answer = resolve
		refuse = reject
	})
	return { promise, answer, refuse }
}

beforeEach(() => {
	scope = effectScope()
	vi.useFakeTimers()
	for (const call of [getLinkedWorkPackages, linkWorkPackage, unlinkWorkPackage]) {
		call.mockReset()
	}
	linkWorkPackage.mockImplementation(async (_, workPackageId) => ({ workPackageId, linked: true }))
	unlinkWorkPackage.mockImplementation(async (_, workPackageId) => ({ workPackageId, linked: false }))
})

afterEach(() => {
	scope.stop()
	forgetAllLists()
	vi.useRealTimers()
})

const answered = () => vi.advanceTimersByTimeAsync(0)
const later = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000)

/** The user returns to the window. */
const lookAtPage = () => document.dispatchEvent(new Event('visibilitychange'))

describe('the list of a file', () => {
	it('loads with one request', async () => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([2, 1]))
		const { ids } = openTab()
		expect(ids()).toBe('loading')
		await answered()
		expect(ids()).toEqual([2, 1])
		expect(getLinkedWorkPackages).toHaveBeenCalledOnce()
	})

	it('is that of the file that was selected last, whichever answer comes last', async () => {
		const slow = held<LinkedWorkPackages>()
		getLinkedWorkPackages.mockImplementationOnce(() => slow.promise).mockResolvedValueOnce(page([5]))
		const { file, ids } = openTab()
		file.value = notes
		expect(ids()).toBe('loading')
		await answered()
		slow.answer(page([1]))
		await answered()
		expect(ids()).toEqual([5])
		expect(getLinkedWorkPackages.mock.calls[0]?.[2].aborted).toBe(true)
	})

	it('is shown at once to who returns to a file, and asked for again only when it is older than 30 seconds', async () => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([1])).mockResolvedValue(page([5]))
		const { file, ids } = openTab()
		await answered()
		file.value = notes
		await answered()
		await later(29)
		file.value = plan
		expect(ids()).toEqual([1])
		expect(getLinkedWorkPackages).toHaveBeenCalledTimes(2)

		await later(2)
		file.value = notes
		expect(ids()).toEqual([5])
		expect(getLinkedWorkPackages).toHaveBeenCalledTimes(3)
	})

	it('is asked for again when the page is seen again, if it is old, and not while another tab is shown', async () => {
		getLinkedWorkPackages.mockImplementation(async () => page([1]))
		const { active } = openTab()
		await answered()
		lookAtPage()
		expect(getLinkedWorkPackages).toHaveBeenCalledOnce()
		await later(31)
		active.value = false
		lookAtPage()
		expect(getLinkedWorkPackages).toHaveBeenCalledOnce()
		active.value = true
		expect(getLinkedWorkPackages).toHaveBeenCalledTimes(2)
		await later(31)
		lookAtPage()
		expect(getLinkedWorkPackages).toHaveBeenCalledTimes(3)
	})

	it('is kept for 50 files', async () => {
		getLinkedWorkPackages.mockImplementation(async () => page([1]))
		const { file } = openTab({ id: '1', name: 'first' })
		for (let id = 2; id <= 51; id++) {
			await answered()
			file.value = { id: String(id), name: 'next' }
		}
		await answered()
		expect(knownList('1')).toBeUndefined()
		expect(knownList('2')).toBeDefined()
	})

	it('goes on with the next page, and asks for all that is shown when it is asked for again', async () => {
		getLinkedWorkPackages.mockImplementation(async (_, number) => number === 1 ? page([3, 2], { total: 3, nextPage: 2 }) : page([2, 1], { total: 3 }))
		const { ids, linked, showMore, reload } = openTab()
		await answered()
		expect(linked.value).toMatchObject({ total: 3, more: { step: 'idle' } })
		await showMore()
		// What has moved to the next page meanwhile is there once.
		expect(ids()).toEqual([3, 2, 1])
		expect(linked.value).toMatchObject({ more: null })
		await reload()
		expect(ids()).toEqual([3, 2, 1])
	})

	it('loses none at the border of two pages when a link of the first was removed', async () => {
		let server = [3, 2, 1]
		getLinkedWorkPackages.mockImplementation(async (_, number) => page(server.slice((number - 1) * 2, number * 2), { total: server.length, nextPage: number * 2 < server.length ? number + 1 : null }))
		unlinkWorkPackage.mockImplementation(async (_, workPackageId) => {
			server = server.filter((id) => id !== workPackageId)
			return { workPackageId, linked: false }
		})
		const { ids, unlink, showMore } = openTab()
		await answered()
		await unlink(workPackage(3))
		await showMore()
		expect(ids()).toEqual([2, 1])
	})

	it('keeps what is shown when a further page fails, and lets try again', async () => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([3, 2], { total: 3, nextPage: 2 })).mockRejectedValueOnce(new SidecarProblem('nepenthes-unreachable'))
		const { ids, linked, showMore } = openTab()
		await answered()
		await showMore()
		expect(ids()).toEqual([3, 2])
		expect(linked.value).toMatchObject({ outdated: null, more: { step: 'failed', failure: { kind: 'nepenthes-unreachable' } } })
		getLinkedWorkPackages.mockResolvedValueOnce(page([1], { total: 3 }))
		await showMore()
		expect(ids()).toEqual([3, 2, 1])
	})
})

describe('a list that cannot be asked for', () => {
	it.each(['not-set-up', 'not-connected', 'connection-expired', 'nepenthes-unreachable', 'file-not-found'] as const)('says why: %s', async (code) => {
		getLinkedWorkPackages.mockRejectedValueOnce(new SidecarProblem(code))
		const { linked } = openTab()
		await answered()
		expect(linked.value).toEqual({ state: 'failed', failure: { kind: code, detail: null }, retrying: false })
	})

	it.each(['connection-expired', 'nepenthes-unreachable', 'nepenthes-unexpected'] as const)('stays as it was last known, with its time: %s', async (code) => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([1])).mockRejectedValueOnce(new SidecarProblem(code))
		const { ids, linked, reload } = openTab()
		const asOf = Date.now()
		await answered()
		await later(60)
		await reload()
		expect(ids()).toEqual([1])
		expect(linked.value).toMatchObject({ asOf, outdated: { kind: code } })
	})

	it.each(['not-connected', 'not-set-up', 'signed-out', 'file-not-found'] as const)('is gone when it is not the user\'s to see any more: %s', async (kind) => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([1])).mockRejectedValueOnce(new SidecarProblem(kind === 'signed-out' ? 'not-signed-in' : kind))
		const { ids, linked, reload } = openTab()
		await answered()
		await reload()
		expect(ids()).toBe('failed')
		expect(linked.value).toMatchObject({ failure: { kind } })
	})

	it('keeps the message while it tries again', async () => {
		getLinkedWorkPackages.mockRejectedValueOnce(new SidecarProblem('nepenthes-unreachable')).mockResolvedValueOnce(page([1]))
		const { ids, linked, reload } = openTab()
		await answered()
		const done = reload()
		expect(linked.value).toMatchObject({ state: 'failed', retrying: true })
		await done
		expect(ids()).toEqual([1])
	})

	it('says of every file that the connection has run out', async () => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([1])).mockResolvedValueOnce(page([5])).mockRejectedValue(new SidecarProblem('connection-expired'))
		const { file, linked, reload } = openTab()
		await answered()
		file.value = notes
		await answered()
		await reload()
		file.value = plan
		expect(linked.value).toMatchObject({ state: 'shown', outdated: { kind: 'connection-expired' } })
	})
})

describe('linking', () => {
	it('shows the card on top at once, and lights it for a moment', async () => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([1]))
		const { ids, linked, link, lit } = openTab()
		await answered()
		const done = link(workPackage(2))
		expect(ids()).toEqual([2, 1])
		expect(linked.value).toMatchObject({ total: 2 })
		expect(lit.value).toBe(2)
		await done
		expect(ids()).toEqual([2, 1])
		expect(linkWorkPackage).toHaveBeenCalledExactlyOnceWith('77', 2)
		await later(3)
		expect(lit.value).toBeNull()
		expect(getLinkedWorkPackages).toHaveBeenCalledOnce()
	})

	it('is undone, with the reason, when the server refuses', async () => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([1]))
		linkWorkPackage.mockRejectedValueOnce(new SidecarProblem('storage-not-in-project'))
		const { ids, link, refusals, dismiss } = openTab()
		await answered()
		await link(workPackage(2))
		expect(ids()).toEqual([1])
		expect(refusals.value).toMatchObject([{ kind: 'link', file: plan, failure: { kind: 'storage-not-in-project' } }])
		dismiss(refusals.value[0]!)
		expect(refusals.value).toEqual([])
	})

	it('goes on for its file when another is selected', async () => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([1])).mockResolvedValueOnce(page([5]))
		const slow = held<FileLinkChange>()
		linkWorkPackage.mockImplementationOnce(() => slow.promise)
		const { file, ids, link } = openTab()
		await answered()
		void link(workPackage(2))
		file.value = notes
		await answered()
		expect(ids()).toEqual([5])
		slow.answer({ workPackageId: 2, linked: true })
		await answered()
		expect(ids()).toEqual([5])
		file.value = plan
		expect(ids()).toEqual([2, 1])
	})

	it('is not forgotten by a list that was on its way meanwhile', async () => {
		const slow = held<LinkedWorkPackages>()
		getLinkedWorkPackages.mockResolvedValueOnce(page([1])).mockImplementationOnce(() => slow.promise).mockResolvedValueOnce(page([2, 1]))
		const { ids, link, reload } = openTab()
		await answered()
		void reload()
		await link(workPackage(2))
		slow.answer(page([1]))
		await answered()
		expect(ids()).toEqual([2, 1])
	})

	it('that ends with a connection that has run out says so of the list', async () => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([1]))
		linkWorkPackage.mockRejectedValueOnce(new SidecarProblem('connection-expired'))
		const { linked, link, refusals, dismiss } = openTab()
		await answered()
		await link(workPackage(2))
		expect(linked.value).toMatchObject({ state: 'shown', outdated: { kind: 'connection-expired' } })
		dismiss(refusals.value[0]!)
	})
})

describe('removing a link', () => {
	it('takes the card away at once, and asks the server once for two presses', async () => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([2, 1]))
		const { ids, linked, unlink } = openTab()
		await answered()
		const done = Promise.all([unlink(workPackage(2)), unlink(workPackage(2))])
		expect(ids()).toEqual([1])
		expect(linked.value).toMatchObject({ total: 1 })
		await done
		expect(unlinkWorkPackage).toHaveBeenCalledExactlyOnceWith('77', 2)
		expect(ids()).toEqual([1])
	})

	it('puts the card back in its place when the server refuses', async () => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([3, 2, 1]))
		unlinkWorkPackage.mockRejectedValueOnce(new SidecarProblem('nepenthes-refused', { detail: 'Nicht erlaubt.' }))
		const { ids, unlink, refusals, dismiss } = openTab()
		await answered()
		await unlink(workPackage(2))
		expect(ids()).toEqual([3, 2, 1])
		expect(refusals.value).toMatchObject([{ kind: 'unlink', failure: { kind: 'nepenthes-refused', detail: 'Nicht erlaubt.' } }])
		dismiss(refusals.value[0]!)
	})

	it('of what is gone already is done', async () => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([2, 1]))
		unlinkWorkPackage.mockRejectedValueOnce(new SidecarProblem('work-package-not-found'))
		const { ids, unlink, refusals } = openTab()
		await answered()
		await unlink(workPackage(2))
		expect(ids()).toEqual([1])
		expect(refusals.value).toEqual([])
	})

	it('waits for the linking that it takes back', async () => {
		getLinkedWorkPackages.mockResolvedValueOnce(page([1]))
		const slow = held<FileLinkChange>()
		linkWorkPackage.mockImplementationOnce(() => slow.promise)
		const { ids, link, unlink } = openTab()
		await answered()
		void link(workPackage(2))
		const done = unlink(workPackage(2))
		expect(ids()).toEqual([1])
		await answered()
		expect(unlinkWorkPackage).not.toHaveBeenCalled()
		slow.answer({ workPackageId: 2, linked: true })
		await done
		expect(unlinkWorkPackage).toHaveBeenCalledOnce()
		expect(ids()).toEqual([1])
	})
})
