// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { LinkPreview, LinkPreviewObject, LinkPreviews } from '../../sidecar/contract/link-preview.ts'
import type * as KnownPreviews from '../../src/link-preview/known-previews.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SidecarUnreachable } from '../../src/sidecar.ts'

const getLinkPreviews = vi.hoisted(() => vi.fn<(links: readonly string[], signal: AbortSignal) => Promise<LinkPreviews>>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), getLinkPreviews }))

const MINUTE = 60_000

/** As far as it matters here. */
const shown = (subject: string) => ({ state: 'shown', workPackage: { subject } }) as LinkPreview
const object = (link: string, preview = shown('before'), at = Date.now()): LinkPreviewObject => ({ link, at, preview })
const answerWith = (preview: LinkPreview) => getLinkPreviews.mockImplementation(async (links) => ({ items: links.map((link) => object(link, preview)) }))

let previews: typeof KnownPreviews

beforeEach(async () => {
	vi.useFakeTimers()
	vi.resetModules()
	getLinkPreviews.mockReset()
	answerWith(shown('now'))
	previews = await import('../../src/link-preview/known-previews.ts')
})

afterEach(() => vi.useRealTimers())

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)
const asked = () => getLinkPreviews.mock.calls.map(([links]) => links)

describe('a card that is seen', () => {
	it('asks nothing when its text has just learned what it shows', async () => {
		previews.addCard(object('a'))
		previews.seeCard('a')
		await pass(1000)
		expect(asked()).toEqual([])
	})

	it('is asked for again after a minute', async () => {
		previews.addCard(object('a'))
		await pass(MINUTE + 1)
		previews.seeCard('a')
		await pass(1000)
		expect(asked()).toEqual([['a']])
		expect(previews.knownPreview('a').preview).toEqual(shown('now'))
	})

	it('is asked for when its text learned it long ago', async () => {
		previews.addCard(object('a', shown('before'), Date.now() - 2 * MINUTE))
		previews.seeCard('a')
		await pass(1000)
		expect(previews.knownPreview('a').preview).toEqual(shown('now'))
	})

	it('asks in one question with all others that are old, seen or not', async () => {
		for (const link of ['a', 'b', 'unseen']) {
			previews.addCard(object(link))
		}
		await pass(MINUTE + 1)
		previews.addCard(object('new'))
		previews.seeCard('a')
		previews.seeCard('b')
		previews.seeCard('new')
		await pass(1000)
		expect(asked()).toEqual([['a', 'b', 'unseen']])
	})

	it('asks for at most 50 links at a time, and for all that are seen', async () => {
		const links = Array.from({ length: 120 }, (_, number) => `link ${number}`)
		links.forEach((link) => previews.addCard(object(link)))
		await pass(MINUTE + 1)
		links.slice(0, 60).forEach((link) => previews.seeCard(link))
		await pass(1000)
		expect(asked().map(({ length }) => length)).toEqual([50, 50])
		expect(asked().flat()).toEqual(expect.arrayContaining(links.slice(0, 60)))
	})

	it('is not asked for twice while the answer is on its way, nor at once again when none comes', async () => {
		getLinkPreviews.mockImplementation(() => new Promise((_, reject) => setTimeout(() => reject(new SidecarUnreachable('No answer')), 10_000)))
		previews.addCard(object('a'))
		await pass(MINUTE + 1)
		previews.seeCard('a')
		await pass(1000)
		previews.seeCard('a')
		await pass(10_000)
		previews.seeCard('a')
		await pass(1000)
		expect(asked()).toHaveLength(1)
		await pass(MINUTE)
		previews.seeCard('a')
		await pass(1000)
		expect(asked()).toHaveLength(2)
	})

	it('which is gone before the question is asked, is not in it', async () => {
		previews.addCard(object('a'))
		await pass(MINUTE + 1)
		previews.seeCard('a')
		previews.removeCard('a')
		await pass(1000)
		expect(asked()).toEqual([])
	})
})

describe('what a card shows', () => {
	it.each<[string, () => void]>([
		['when nobody answers', () => getLinkPreviews.mockRejectedValue(new SidecarUnreachable('No answer'))],
		['when Nepenthes does not answer', () => answerWith({ state: 'unreachable' })],
	])('stays %s', async (_, prepare) => {
		prepare()
		previews.addCard(object('a'))
		await pass(MINUTE + 1)
		previews.seeCard('a')
		await pass(1000)
		expect(asked()).toHaveLength(1)
		expect(previews.knownPreview('a').preview).toEqual(shown('before'))
	})

	it('goes when the user may not see it any more', async () => {
		answerWith({ state: 'hidden' })
		previews.addCard(object('a'))
		await pass(MINUTE + 1)
		previews.seeCard('a')
		await pass(1000)
		expect(previews.knownPreview('a').preview).toEqual({ state: 'hidden' })
	})

	it('is the newest that the page knows, when a text shows it anew', async () => {
		const old = object('a')
		previews.addCard(old)
		await pass(MINUTE + 1)
		previews.seeCard('a')
		await pass(1000)
		previews.removeCard('a')
		previews.addCard(old)
		previews.seeCard('a')
		await pass(1000)
		expect(previews.knownPreview('a').preview).toEqual(shown('now'))
		expect(asked()).toHaveLength(1)
	})

	it('is what its text has learned since', async () => {
		previews.addCard(object('a'))
		await pass(1000)
		previews.addCard(object('a', shown('since')))
		expect(previews.knownPreview('a').preview).toEqual(shown('since'))
	})
})

describe('a card that cannot show its work package', () => {
	it('is asked for soon again: the user was perhaps away to connect', async () => {
		previews.addCard(object('a', { state: 'not-connected' }))
		await pass(6000)
		previews.seeCard('a')
		await pass(1000)
		expect(previews.knownPreview('a').preview).toEqual(shown('now'))
	})

	it('is asked for at once when the user tries again, with all others whose Nepenthes did not answer', async () => {
		previews.addCard(object('a', { state: 'unreachable' }))
		previews.addCard(object('b', { state: 'unreachable' }))
		previews.addCard(object('c', { state: 'hidden' }))
		const trying = previews.tryAgain('a')
		expect(previews.knownPreview('a').retrying).toBe(true)
		await trying
		expect(asked()).toEqual([['a', 'b']])
		expect(previews.knownPreview('a')).toMatchObject({ preview: shown('now'), retrying: false })
	})

	it('can be tried again when nobody answers', async () => {
		getLinkPreviews.mockRejectedValue(new SidecarUnreachable('No answer'))
		previews.addCard(object('a', { state: 'unreachable' }))
		await previews.tryAgain('a')
		expect(previews.knownPreview('a')).toMatchObject({ preview: { state: 'unreachable' }, retrying: false })
	})
})

it('forgets in the end what no card shows any more', async () => {
	for (let number = 0; number < 600; number++) {
		previews.addCard(object(`link ${number}`))
		previews.removeCard(`link ${number}`)
	}
	expect(() => previews.knownPreview('link 0')).toThrow()
	expect(previews.knownPreview('link 599').preview).toEqual(shown('before'))
})
