// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { Choice, Choices } from '../../sidecar/contract/form.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { SidecarProblem } from '../../src/sidecar.ts'
import { useOptions } from '../../src/work-packages/create/use-options.ts'

const choice = (name: string): Choice => ({ value: `/${name}`, name, depth: 0 })
const page = (names: string[], more: Partial<Choices> = {}): Choices => ({ items: names.map(choice), total: names.length, nextPage: null, ...more })
const search = vi.fn<(query: string, page: number, signal: AbortSignal) => Promise<Choices>>()

let scope: EffectScope

function useField(names: string[] | null) {
	const field = scope.run(() => useOptions(ref(names?.map(choice) ?? null), search))!
	return { ...field, names: () => field.options.value.items.map(({ name }) => name) }
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)

beforeEach(() => {
	scope = effectScope()
	vi.useFakeTimers()
	search.mockReset()
})

afterEach(() => {
	scope.stop()
	vi.useRealTimers()
})

describe('choices that the form names', () => {
	it('are all there, and those with the typed words in them, however they are written', () => {
		const { words, names, open } = useField(['Bog garden', 'Gärtnerei', 'Pond'])
		open()
		expect(names()).toEqual(['Bog garden', 'Gärtnerei', 'Pond'])
		words.value = 'GAR'
		expect(names()).toEqual(['Bog garden', 'Gärtnerei'])
		words.value = 'gard bog'
		expect(names()).toEqual(['Bog garden'])
		expect(search).not.toHaveBeenCalled()
	})
})

describe('choices that are searched', () => {
	it('are asked for when the list is opened, once', async () => {
		search.mockResolvedValueOnce(page(['Alice', 'Bob']))
		const { names, open, options } = useField(null)
		open()
		expect(options.value.isSearching).toBe(true)
		await pass(0)
		expect(names()).toEqual(['Alice', 'Bob'])
		open()
		await pass(1000)
		expect(search.mock.calls.map(([query, number]) => [query, number])).toEqual([['', 1]])
	})

	it('are asked for when there is a pause in typing; the newest answer wins', async () => {
		search.mockResolvedValueOnce(page(['Alice', 'Bob']))
		const { words, names, open } = useField(null)
		open()
		await pass(0)
		let answerLate: (answer: Choices) => void = () => {}
		search.mockImplementationOnce(() => new Promise((resolve) => {
			answerLate = resolve
		})).mockResolvedValueOnce(page(['Bob']))
		words.value = 'b'
		await pass(300)
		expect(names()).toEqual(['Alice', 'Bob'])
		words.value = 'bo'
		await pass(300)
		answerLate(page(['Barbara']))
		await pass(0)
		expect(names()).toEqual(['Bob'])
		expect(search).toHaveBeenCalledTimes(3)
	})

	it('begin from the start when the list is opened again', async () => {
		search.mockImplementation(async (query) => page(['Alice', 'Bob'].filter((name) => name.includes(query))))
		const { words, names, open } = useField(null)
		open()
		words.value = 'Bob'
		await pass(300)
		expect(names()).toEqual(['Bob'])
		open()
		await pass(0)
		expect(names()).toEqual(['Alice', 'Bob'])
		await pass(1000)
		expect(search).toHaveBeenCalledTimes(3)
	})

	it('go on page by page', async () => {
		search.mockResolvedValueOnce(page(['Alice'], { total: 2, nextPage: 2 })).mockResolvedValueOnce(page(['Bob'], { total: 2 }))
		const { names, open, options, showMore } = useField(null)
		open()
		await pass(0)
		expect(options.value).toMatchObject({ total: 2, more: { step: 'idle' } })
		showMore()
		await pass(0)
		expect(names()).toEqual(['Alice', 'Bob'])
		expect(options.value.more).toBeNull()
	})

	it('that cannot be asked for say why, and can be asked for again', async () => {
		search.mockRejectedValueOnce(new SidecarProblem('nepenthes-unreachable')).mockResolvedValueOnce(page(['Alice']))
		const { names, open, options, searchNow } = useField(null)
		open()
		await pass(0)
		expect(options.value.failure).toMatchObject({ kind: 'nepenthes-unreachable' })
		searchNow()
		await pass(0)
		expect(names()).toEqual(['Alice'])
	})
})
