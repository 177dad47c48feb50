// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { News, Refusal, SharedPoll } from '../../src/notifications/shared-poll.ts'
import type { BrowserTabs } from './support/browser-tabs.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startSharedPoll } from '../../src/notifications/shared-poll.ts'
import { browserTabs } from './support/browser-tabs.ts'

const NAME = 'bells of alice'

/** What the server answers to the questions of all tabs. */
const ask = vi.fn<(signal: AbortSignal) => Promise<string>>()
/** How a failure is judged. */
const refused = vi.fn<() => Refusal>()

interface Tab extends SharedPoll<string> {
	news: News<string>[]
	words: string[]
	show(): void
	hide(): void
}

let tabs: Tab[]
let shared: BrowserTabs

/** Tabs of one browser: each believes that it alone is the page, and is seen or not by itself. */
function openTab({ name = NAME, visible = true } = {}): Tab {
	let listener: () => void = () => {}
	let state: DocumentVisibilityState = visible ? 'visible' : 'hidden'
	const page = {
		get visibilityState() {
			return state
		},
		addEventListener(_: string, on: () => void) {
			listener = on
		},
		removeEventListener() {
			listener = () => {}
		},
	}
	const inTab = (act: () => void) => {
		vi.stubGlobal('document', page)
		act()
	}
	const tab = { news: [] as News<string>[], words: [] as string[] } as Tab
	inTab(() => Object.assign(tab, startSharedPoll<string, string>(name, {
		ask,
		refused,
		news: (news) => tab.news.push(news),
		told: (word) => tab.words.push(word),
	})))
	const turn = (to: DocumentVisibilityState) => () => {
		state = to
		inTab(() => listener())
	}
	tabs.push(tab)
	return Object.assign(tab, { show: turn('visible'), hide: turn('hidden') })
}

beforeEach(() => {
	vi.useFakeTimers()
	tabs = []
	shared = browserTabs()
	vi.stubGlobal('navigator', { locks: shared.locks })
	vi.stubGlobal('BroadcastChannel', shared.Channel)
	ask.mockReset().mockResolvedValue('nothing new')
	refused.mockReset().mockReturnValue({ failure: { kind: 'nepenthes-unreachable', detail: null }, final: false, retryAfter: null })
})

afterEach(() => {
	tabs.forEach((tab) => tab.stop())
	vi.unstubAllGlobals()
	vi.useRealTimers()
})

const settled = () => vi.advanceTimersByTimeAsync(0)
const later = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000)
const fails = () => ask.mockRejectedValue(new Error('down'))

describe('one tab', () => {
	it('asks at once, and then every 60 seconds', async () => {
		const tab = openTab()
		await settled()
		expect(tab.news).toMatchObject([{ kind: 'answer', answer: 'nothing new' }])
		await later(59)
		expect(ask).toHaveBeenCalledTimes(1)
		await later(1)
		expect(ask).toHaveBeenCalledTimes(2)
		await later(60)
		expect(ask).toHaveBeenCalledTimes(3)
	})

	it('asks nothing while it is not seen, and at once when it is seen again', async () => {
		const tab = openTab()
		await settled()
		tab.hide()
		await later(3600)
		expect(ask).toHaveBeenCalledTimes(1)
		tab.show()
		await settled()
		expect(ask).toHaveBeenCalledTimes(2)
		await later(60)
		expect(ask).toHaveBeenCalledTimes(3)
	})

	it('that opens in the background asks when it is first seen', async () => {
		const tab = openTab({ visible: false })
		await later(600)
		expect(ask).not.toHaveBeenCalled()
		tab.show()
		await settled()
		expect(tab.news).toHaveLength(1)
	})

	it('gives a question up when it is no longer seen', async () => {
		ask.mockReturnValueOnce(new Promise(() => {}))
		const tab = openTab()
		await settled()
		tab.hide()
		expect(ask.mock.calls[0]?.[0].aborted).toBe(true)
		tab.show()
		await settled()
		expect(tab.news).toHaveLength(1)
	})

	it('asks once where several things want an answer at once', async () => {
		ask.mockImplementation(() => new Promise((resolve) => setTimeout(() => resolve('late'), 1000)))
		const tab = openTab()
		tab.askNow()
		tab.askNow()
		await later(1)
		expect(ask).toHaveBeenCalledTimes(1)
		expect(tab.news).toHaveLength(1)
	})

	it('asks no more once it has stopped', async () => {
		const tab = openTab()
		await settled()
		tab.stop()
		await later(3600)
		expect(ask).toHaveBeenCalledTimes(1)
	})
})

describe('after failures', () => {
	it('asks less and less often, up to every 15 minutes, and as before once it is answered', async () => {
		fails()
		openTab()
		await settled()
		for (const minutes of [2, 4, 8, 15, 15]) {
			ask.mockClear()
			await later(minutes * 60 - 1)
			expect(ask).not.toHaveBeenCalled()
			await later(1)
			expect(ask).toHaveBeenCalledTimes(1)
		}
		ask.mockReset().mockResolvedValue('up again')
		await later(15 * 60)
		await later(60)
		expect(ask).toHaveBeenCalledTimes(2)
	})

	it('asks at once when somebody looks', async () => {
		fails()
		const tab = openTab()
		await settled()
		tab.hide()
		tab.show()
		await settled()
		expect(ask).toHaveBeenCalledTimes(2)
	})

	it('waits as long as the server wants, whoever looks', async () => {
		fails()
		refused.mockReturnValueOnce({ failure: { kind: 'busy', detail: null }, final: false, retryAfter: 300 })
		const tab = openTab()
		await settled()
		tab.hide()
		tab.show()
		await settled()
		tab.askNow()
		await later(299)
		expect(ask).toHaveBeenCalledTimes(1)
		// Who asked is told what is known, so that nobody waits for nothing.
		expect(tab.news.at(-1)).toMatchObject({ failure: { kind: 'busy' } })
		await later(1)
		expect(ask).toHaveBeenCalledTimes(2)
	})

	it('stops where asking does not help, until somebody comes back', async () => {
		fails()
		refused.mockReturnValue({ failure: { kind: 'not-connected', detail: null }, final: true, retryAfter: null })
		const tab = openTab()
		await later(24 * 3600)
		expect(ask).toHaveBeenCalledTimes(1)

		ask.mockReset().mockResolvedValue('connected')
		tab.hide()
		tab.show()
		await settled()
		expect(tab.news.at(-1)).toMatchObject({ answer: 'connected' })
		await later(60)
		expect(ask).toHaveBeenCalledTimes(2)
	})
})

describe('all tabs of a browser', () => {
	it('ask once together, and all learn what came of it', async () => {
		const [one, two, three] = [openTab(), openTab(), openTab({ visible: false })]
		await settled()
		ask.mockClear()
		await later(600)
		expect(ask).toHaveBeenCalledTimes(10)
		ask.mockResolvedValueOnce('something new')
		await later(60)
		for (const tab of [one, two, three]) {
			expect(tab.news.at(-1)).toMatchObject({ answer: 'something new' })
		}
	})

	it('learn of a failure, and wait as long as if they had asked themselves', async () => {
		fails()
		const one = openTab()
		const two = openTab()
		await settled()
		expect(two.news.at(-1)).toMatchObject({ failure: { kind: 'nepenthes-unreachable' } })
		ask.mockClear()
		one.stop()
		await later(119)
		expect(ask).not.toHaveBeenCalled()
	})

	it('go on when the one that asks is closed or left', async () => {
		const one = openTab()
		const two = openTab()
		await settled()
		one.hide()
		await later(60)
		expect(two.news.at(-1)).toMatchObject({ kind: 'answer' })
		const before = ask.mock.calls.length
		const three = openTab()
		await settled()
		two.stop()
		await later(60)
		expect(ask.mock.calls.length).toBeGreaterThan(before)
		expect(three.news.at(-1)).toMatchObject({ kind: 'answer' })
	})

	it('get an answer when one of them is seen again, though another asks', async () => {
		openTab()
		const two = openTab()
		await settled()
		two.hide()
		ask.mockClear().mockResolvedValueOnce('something new')
		two.show()
		await settled()
		expect(two.news.at(-1)).toMatchObject({ answer: 'something new' })
		expect(ask).toHaveBeenCalledTimes(1)
	})

	it('tell each other what was done', async () => {
		const one = openTab()
		const two = openTab({ visible: false })
		one.tell('all read')
		await settled()
		expect(two.words).toEqual(['all read'])
		expect(one.words).toEqual([])
	})

	it('hear nothing of what is asked for another user', async () => {
		const alice = openTab()
		const bob = openTab({ name: 'bells of bob' })
		await settled()
		expect([alice.news.length, bob.news.length]).toEqual([1, 1])
		alice.tell('all read')
		await settled()
		expect(bob.words).toEqual([])
		expect(ask).toHaveBeenCalledTimes(2)
	})
})

it.each([
	['locks', () => vi.stubGlobal('navigator', {})],
	['channels', () => vi.stubGlobal('BroadcastChannel', undefined)],
])('a browser without %s lets each tab ask for itself', async (_, without) => {
	without()
	const tabsOfIt = [openTab(), openTab()]
	await settled()
	for (const tab of tabsOfIt) {
		expect(tab.news.at(-1)).toMatchObject({ kind: 'answer' })
	}
	ask.mockClear()
	await later(60)
	expect(ask).toHaveBeenCalled()
})

it('a browser that refuses locks lets the tab ask for itself', async () => {
	const report = vi.fn()
	vi.stubGlobal('reportError', report)
	vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new DOMException('Not here', 'SecurityError')) } })
	const tab = openTab()
	await settled()
	expect(tab.news).toHaveLength(1)
	expect(report).toHaveBeenCalledOnce()
})
