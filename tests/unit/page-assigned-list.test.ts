// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { WorkPackage, WorkPackageSearch } from '../../sidecar/contract/work-package.ts'
import type { useAssignedWorkPackages as UseAssignedWorkPackages } from '../../src/work-packages/use-assigned-work-packages.ts'

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { SidecarProblem } from '../../src/sidecar.ts'

/** The call of the sidecar, answered by the test. */
const getAssignedWorkPackages = vi.hoisted(() => vi.fn<(due: 'any' | 'soon', page: number, signal: AbortSignal) => Promise<WorkPackageSearch>>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), getAssignedWorkPackages }))

const workPackage = (id: number) => ({ id, subject: `Subject ${id}` }) as WorkPackage
const page = (ids: number[], more: Partial<WorkPackageSearch> = {}): WorkPackageSearch => ({ items: ids.map(workPackage), total: ids.length, nextPage: null, complete: true, ...more })

let scope: EffectScope
let useAssignedWorkPackages: typeof UseAssignedWorkPackages

/** The list, as the user sees it. */
function openList(due: 'any' | 'soon' = 'any') {
	const list = scope.run(() => useAssignedWorkPackages(due))!
	const shown = () => list.assigned.value
	const ids = () => {
		const now = shown()
		return now.state === 'shown' ? now.items.map(({ id }) => id) : now.state
	}
	return { ...list, shown, ids }
}

function closeLists(): void {
	scope.stop()
	scope = effectScope()
}

beforeEach(async () => {
	vi.useFakeTimers()
	// What the page remembers begins anew.
	vi.resetModules();
	({ useAssignedWorkPackages } = await import('../../src/work-packages/use-assigned-work-packages.ts'))
	scope = effectScope()
	getAssignedWorkPackages.mockReset().mockImplementation(async (due) => due === 'soon' ? page([2]) : page([3, 2, 1]))
})

afterEach(() => {
	scope.stop()
	vi.useRealTimers()
})

const answered = () => vi.advanceTimersByTimeAsync(0)
const later = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000)
const lookAtPage = () => document.dispatchEvent(new Event('visibilitychange'))

it('lists all, or what is due soon, with one request', async () => {
	const any = openList('any')
	const soon = openList('soon')
	expect(any.ids()).toBe('loading')
	await answered()
	expect(any.ids()).toEqual([3, 2, 1])
	expect(soon.ids()).toEqual([2])
	expect(getAssignedWorkPackages).toHaveBeenCalledTimes(2)
})

it('is there at once for who comes back, and asked for again only when it is older than a minute', async () => {
	openList()
	await answered()
	closeLists()
	await later(59)
	expect(openList().ids()).toEqual([3, 2, 1])
	expect(getAssignedWorkPackages).toHaveBeenCalledOnce()
	closeLists()
	await later(2)
	expect(openList().ids()).toEqual([3, 2, 1])
	expect(getAssignedWorkPackages).toHaveBeenCalledTimes(2)
})

it('is asked for again when the page is seen again and it is old, and not while nobody comes', async () => {
	openList()
	await answered()
	lookAtPage()
	await later(600)
	expect(getAssignedWorkPackages).toHaveBeenCalledOnce()
	lookAtPage()
	expect(getAssignedWorkPackages).toHaveBeenCalledTimes(2)
})

it('goes on with the next page, without what has moved there meanwhile', async () => {
	getAssignedWorkPackages.mockImplementation(async (_, number) => number === 1 ? page([5, 4], { total: 4, nextPage: 2 }) : page([4, 3, 2], { total: 4 }))
	const { ids, shown, showMore } = openList()
	await answered()
	const done = showMore()
	expect(shown()).toMatchObject({ more: { step: 'loading' } })
	await showMore()
	await done
	expect(ids()).toEqual([5, 4, 3, 2])
	expect(getAssignedWorkPackages).toHaveBeenCalledTimes(2)
})

it('stays when a next page does not come, which can be tried again', async () => {
	getAssignedWorkPackages.mockResolvedValueOnce(page([5], { total: 2, nextPage: 2 })).mockRejectedValueOnce(new SidecarProblem('nepenthes-unreachable'))
	const { ids, shown, showMore } = openList()
	await answered()
	await showMore()
	expect(shown()).toMatchObject({ more: { step: 'failed' } })
	await showMore()
	expect(ids()).toEqual([5, 3, 2, 1])
})

it('stays with its time while Nepenthes is away', async () => {
	const { ids, shown, reload } = openList()
	await answered()
	const asOf = Date.now()
	getAssignedWorkPackages.mockRejectedValueOnce(new SidecarProblem('nepenthes-unreachable'))
	await later(5)
	const done = reload()
	expect(shown()).toMatchObject({ retrying: true })
	await done
	expect(ids()).toEqual([3, 2, 1])
	expect(shown()).toMatchObject({ asOf, outdated: { kind: 'nepenthes-unreachable' }, retrying: false })
})

it('is gone where the account is not connected any more', async () => {
	const any = openList('any')
	const soon = openList('soon')
	await answered()
	getAssignedWorkPackages.mockRejectedValueOnce(new SidecarProblem('not-connected'))
	await any.reload()
	expect(any.ids()).toBe('failed')
	expect(soon.ids()).toBe('loading')
})
