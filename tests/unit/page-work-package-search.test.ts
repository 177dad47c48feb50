// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { WorkPackage, WorkPackageSearch } from '../../sidecar/contract/work-package.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { SidecarProblem } from '../../src/sidecar.ts'
import { useWorkPackageSearch } from '../../src/work-packages/use-work-package-search.ts'

const searchWorkPackages = vi.hoisted(() => vi.fn<(query: string, page: number, signal: AbortSignal) => Promise<WorkPackageSearch>>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), searchWorkPackages }))

/** As far as the search looks at it. */
const hit = (id: number) => ({ id }) as WorkPackage
const page = (ids: number[], more: Partial<WorkPackageSearch> = {}): WorkPackageSearch => ({ items: ids.map(hit), total: ids.length, nextPage: null, complete: true, ...more })

let scope: EffectScope

function openField() {
	const field = scope.run(() => useWorkPackageSearch())!
	const ids = () => field.search.value.state === 'found' ? field.search.value.found.items.map(({ id }) => id) : field.search.value.state
	return { ...field, ids }
}

beforeEach(() => {
	scope = effectScope()
	vi.useFakeTimers()
	searchWorkPackages.mockReset()
})

afterEach(() => {
	scope.stop()
	vi.useRealTimers()
})

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)

describe('while one types', () => {
	it('is asked once, when there is a pause', async () => {
		searchWorkPackages.mockResolvedValueOnce(page([42]))
		const { words, ids } = openField()
		for (const typed of ['p', ' pi', ' pit']) {
			words.value = typed
			await pass(200)
		}
		expect(searchWorkPackages).not.toHaveBeenCalled()
		expect(ids()).toBe('searching')
		await pass(100)
		expect(searchWorkPackages).toHaveBeenCalledOnce()
		expect(searchWorkPackages.mock.calls[0]?.slice(0, 2)).toEqual(['pit', 1])
		expect(ids()).toEqual([42])
	})

	it('the newest answer wins, whichever comes last', async () => {
		let answerLate: (answer: WorkPackageSearch) => void = () => {}
		searchWorkPackages.mockImplementationOnce(() => new Promise((resolve) => {
			answerLate = resolve
		})).mockResolvedValueOnce(page([2]))
		const { words, ids } = openField()
		words.value = 'pit'
		await pass(300)
		words.value = 'pitcher'
		await pass(300)
		answerLate(page([1]))
		await pass(0)
		expect(ids()).toEqual([2])
		expect(searchWorkPackages.mock.calls[0]?.[2].aborted).toBe(true)
	})

	it('what was found before stays until there is something new', async () => {
		searchWorkPackages.mockResolvedValueOnce(page([1]))
		const { words, search } = openField()
		words.value = 'pit'
		await pass(300)
		words.value = 'pitcher'
		expect(search.value).toMatchObject({ state: 'searching', before: { query: 'pit', items: [{ id: 1 }] } })
	})

	it('nothing is asked for an empty field, and an answer for what stood there is dropped', async () => {
		let answerLate: (answer: WorkPackageSearch) => void = () => {}
		searchWorkPackages.mockImplementationOnce(() => new Promise((resolve) => {
			answerLate = resolve
		}))
		const { words, ids, clear } = openField()
		words.value = 'pit'
		await pass(300)
		clear()
		answerLate(page([1]))
		await pass(1000)
		expect(ids()).toBe('idle')
		words.value = '   '
		await pass(1000)
		expect(searchWorkPackages).toHaveBeenCalledOnce()
	})

	it('Enter does not wait for the pause, and asks once', async () => {
		searchWorkPackages.mockResolvedValue(page([42]))
		const { words, ids, searchNow } = openField()
		words.value = '#42'
		await searchNow()
		expect(ids()).toEqual([42])
		await pass(1000)
		expect(searchWorkPackages).toHaveBeenCalledOnce()
	})
})

describe('what was found', () => {
	it('goes on page by page, each hit once', async () => {
		searchWorkPackages.mockResolvedValueOnce(page([4, 3], { total: 5, nextPage: 2 })).mockResolvedValueOnce(page([3, 2], { total: 5, nextPage: 3 }))
		const { words, search, ids, showMore } = openField()
		words.value = 'pit'
		await pass(300)
		const done = showMore()
		expect(search.value).toMatchObject({ found: { more: { step: 'loading' } } })
		await showMore()
		await done
		expect(ids()).toEqual([4, 3, 2])
		expect(search.value).toMatchObject({ found: { total: 5, nextPage: 3, more: { step: 'idle' } } })
		expect(searchWorkPackages.mock.calls[1]?.slice(0, 2)).toEqual(['pit', 2])
	})

	it('stays when a further page fails, and lets try again', async () => {
		searchWorkPackages.mockResolvedValueOnce(page([2], { total: 2, nextPage: 2 })).mockRejectedValueOnce(new SidecarProblem('rate-limited'))
		const { words, search, ids, showMore } = openField()
		words.value = 'pit'
		await pass(300)
		await showMore()
		expect(ids()).toEqual([2])
		expect(search.value).toMatchObject({ found: { more: { step: 'failed', failure: { kind: 'busy' } } } })
		searchWorkPackages.mockResolvedValueOnce(page([1], { total: 2 }))
		await showMore()
		expect(ids()).toEqual([2, 1])
	})

	it('is replaced by a reason when the search fails, and lets try again', async () => {
		searchWorkPackages.mockRejectedValueOnce(new SidecarProblem('nepenthes-unreachable')).mockResolvedValueOnce(page([1]))
		const { words, search, ids, searchNow } = openField()
		words.value = 'pit'
		await pass(300)
		expect(search.value).toEqual({ state: 'failed', failure: { kind: 'nepenthes-unreachable', detail: null } })
		await searchNow()
		expect(ids()).toEqual([1])
	})
})
