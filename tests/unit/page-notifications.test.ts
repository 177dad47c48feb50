// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Notifications, NotificationsRead, NotificationsReadDone, NotifiedWorkPackage } from '../../sidecar/contract/notifications.ts'
import type { NotificationsStore } from '../../src/notifications/use-notifications.ts'
import type { BrowserTabs } from './support/browser-tabs.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, watch } from 'vue'
import { openNotifications, useNotifications } from '../../src/notifications/use-notifications.ts'
import { SidecarProblem } from '../../src/sidecar.ts'
import { browserTabs } from './support/browser-tabs.ts'

/** The calls of the sidecar, answered by the test. */
const getNotifications = vi.hoisted(() => vi.fn<(page: number, signal: AbortSignal) => Promise<Notifications>>())
const markNotificationsRead = vi.hoisted(() => vi.fn<(which: NotificationsRead) => Promise<NotificationsReadDone>>())
const getCurrentUser = vi.hoisted(() => vi.fn(() => ({ uid: 'alice' })))
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), getNotifications, markNotificationsRead }))
vi.mock('@nextcloud/auth', async (original) => ({ ...await original<object>(), getCurrentUser }))

const url = 'https://nepenthes.example/notifications'

function about(workPackageId: number, more: Partial<NotifiedWorkPackage> = {}): NotifiedWorkPackage {
	return {
		workPackageId,
		subject: `Subject ${workPackageId}`,
		url: `${url}/details/${workPackageId}`,
		project: { name: 'Garden' },
		type: null,
		count: 1,
		reasons: ['mentioned'],
		actors: [],
		dates: [],
		newestAt: '2026-11-25T11:00:00Z',
		newestId: 100 + workPackageId,
		...more,
	}
}

const page = (ids: number[], more: Partial<Notifications> = {}): Notifications => ({ items: ids.map((id) => about(id)), unread: ids.length, nextPage: null, url, ...more })

let opened: { stop: () => void }[]
let shared: BrowserTabs

/** The list, as the user sees it. */
function openList() {
	const store = openNotifications()
	opened.push(store)
	const shown = () => store.notifications.value
	return {
		...store,
		shown,
		ids: () => {
			const now = shown()
			return now.state === 'shown' ? now.items.map(({ workPackageId }) => workPackageId) : now.state
		},
		unread: () => {
			const now = shown()
			return now.state === 'shown' ? now.unread : null
		},
		/** Marks what is about a work package as read. */
		read(id: number) {
			const now = shown()
			return store.markRead((now.state === 'shown' ? now.items.find(({ workPackageId }) => workPackageId === id) : undefined) ?? about(id))
		},
	}
}

/** An answer that comes when the test says so. */
const held = <Answer>() => Promise.withResolvers<Answer>()

beforeEach(() => {
	vi.useFakeTimers()
	opened = []
	shared = browserTabs()
	vi.stubGlobal('navigator', { locks: shared.locks })
	vi.stubGlobal('BroadcastChannel', shared.Channel)
	sessionStorage.clear()
	getCurrentUser.mockReturnValue({ uid: 'alice' })
	getNotifications.mockReset().mockImplementation(async () => page([3, 2, 1]))
	markNotificationsRead.mockReset().mockResolvedValue({ read: true })
})

afterEach(() => {
	opened.forEach((store) => store.stop())
	vi.unstubAllGlobals()
	vi.useRealTimers()
})

const answered = () => vi.advanceTimersByTimeAsync(0)
const later = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000)
const unreachable = () => new SidecarProblem('nepenthes-unreachable')

describe('the list', () => {
	it('comes with one request, and says how many are unread', async () => {
		const { ids, unread } = openList()
		expect(ids()).toBe('loading')
		await answered()
		expect(ids()).toEqual([3, 2, 1])
		expect(unread()).toBe(3)
		expect(getNotifications).toHaveBeenCalledOnce()
	})

	it('loses what was read in Nepenthes', async () => {
		const { ids } = openList()
		await answered()
		getNotifications.mockImplementation(async () => page([3, 1]))
		await later(60)
		expect(ids()).toEqual([3, 1])
	})

	it('renders nothing when the answer is the same', async () => {
		const { notifications } = openList()
		await answered()
		const before = notifications.value
		const render = vi.fn()
		const stop = watch(notifications, render, { flush: 'sync' })
		await later(600)
		expect(getNotifications).toHaveBeenCalledTimes(11)
		expect(render).not.toHaveBeenCalled()
		expect(notifications.value).toBe(before)
		stop()
	})

	it('stays while Nepenthes is away, with the time that it is of', async () => {
		const { shown, ids } = openList()
		await answered()
		const asOf = Date.now()
		getNotifications.mockRejectedValue(unreachable())
		await later(60)
		expect(ids()).toEqual([3, 2, 1])
		expect(shown()).toMatchObject({ asOf, outdated: { kind: 'nepenthes-unreachable' } })

		getNotifications.mockReset().mockResolvedValue(page([1]))
		await later(120)
		expect(shown()).toMatchObject({ outdated: null, unread: 1 })
	})

	it('stays readable when the connection has run out, and nobody asks any more', async () => {
		const { shown, ids } = openList()
		await answered()
		getNotifications.mockRejectedValue(new SidecarProblem('connection-expired'))
		await later(3600)
		expect(ids()).toEqual([3, 2, 1])
		expect(shown()).toMatchObject({ outdated: { kind: 'connection-expired' } })
		expect(getNotifications).toHaveBeenCalledTimes(2)
	})

	it.each(['not-connected', 'not-set-up', 'oauth-not-set-up', 'not-signed-in'] as const)('is gone, and nobody asks any more, when it turns out: %s', async (code) => {
		const { ids } = openList()
		await answered()
		getNotifications.mockRejectedValue(new SidecarProblem(code))
		await later(3600)
		expect(ids()).toBe('failed')
		expect(getNotifications).toHaveBeenCalledTimes(2)
	})

	it.each(['nepenthes-forbidden', 'forbidden'] as const)('is not asked for again where it may not be asked for: %s', async (code) => {
		getNotifications.mockRejectedValue(new SidecarProblem(code))
		openList()
		await later(3600)
		expect(getNotifications).toHaveBeenCalledOnce()
	})

	it('is asked for no sooner than the server wants', async () => {
		getNotifications.mockRejectedValueOnce(new SidecarProblem('rate-limited', { retryAfter: 600 }))
		const { shown, reload } = openList()
		await answered()
		reload()
		expect(shown()).toMatchObject({ state: 'failed', failure: { kind: 'busy' }, retrying: false })
		await later(599)
		expect(getNotifications).toHaveBeenCalledOnce()
		await later(1)
		expect(shown().state).toBe('shown')
	})

	it('says that it tries again, as long as it does', async () => {
		getNotifications.mockRejectedValueOnce(unreachable())
		const { shown, reload } = openList()
		await answered()
		const answer = held<Notifications>()
		getNotifications.mockReturnValueOnce(answer.promise)
		reload()
		expect(shown()).toMatchObject({ state: 'failed', retrying: true })
		answer.resolve(page([1]))
		await answered()
		expect(shown().state).toBe('shown')
	})
})

describe('further pages', () => {
	const first = page([9, 8], { unread: 5, nextPage: 2 })
	const second = { ...page([7], { unread: 5 }), items: [about(8, { reasons: ['assigned'], count: 2, newestId: 20 }), about(7)] }
	const pages = async (number: number) => number === 1 ? first : second

	it('come when they are wanted, one at a time', async () => {
		getNotifications.mockImplementation(pages)
		const { ids, shown, showMore } = openList()
		await answered()
		const done = showMore()
		expect(shown()).toMatchObject({ more: { step: 'loading' } })
		await showMore()
		await done
		expect(ids()).toEqual([9, 8, 7])
		expect(shown()).toMatchObject({ more: null, items: [{}, { count: 3, reasons: ['mentioned', 'assigned'] }, {}] })
		expect(getNotifications).toHaveBeenCalledTimes(2)
	})

	it('are not asked for again while the first is the same', async () => {
		getNotifications.mockImplementation(pages)
		const { ids, showMore } = openList()
		await answered()
		await showMore()
		await later(60)
		expect(getNotifications).toHaveBeenCalledTimes(3)
		expect(ids()).toEqual([9, 8, 7])
	})

	it('are asked for again when the first is another', async () => {
		getNotifications.mockImplementation(pages)
		const { ids, showMore } = openList()
		await answered()
		await showMore()
		getNotifications.mockImplementation(async (number) => number === 1 ? page([10, 9], { unread: 4, nextPage: 2 }) : page([8, 7], { unread: 4 }))
		await later(60)
		expect(ids()).toEqual([10, 9, 8, 7])
	})

	it('are not asked for while the page is not seen, only when it is again', async () => {
		getNotifications.mockImplementation(pages)
		const { ids, showMore } = openList()
		await answered()
		await showMore()
		const seen = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
		document.dispatchEvent(new Event('visibilitychange'))
		getNotifications.mockClear().mockImplementation(async (number) => number === 1 ? page([10, 9], { unread: 4, nextPage: 2 }) : page([8, 7], { unread: 4 }))
		// Another tab asks, and tells.
		const news = { kind: 'news', news: { kind: 'answer', answer: page([10, 9], { unread: 4, nextPage: 2 }), askedAt: Date.now() }, plan: { failures: 0, next: null, notBefore: 0 } }
		const other = new BroadcastChannel('integration_nepenthes:notifications:#alice')
		other.postMessage(news)
		await answered()
		expect(getNotifications).not.toHaveBeenCalled()
		seen.mockRestore()
		document.dispatchEvent(new Event('visibilitychange'))
		await answered()
		expect(ids()).toEqual([10, 9, 8, 7])
		other.close()
	})

	it('that take their time do not let what is read come back meanwhile', async () => {
		getNotifications.mockImplementation(pages)
		const { ids, read, showMore } = openList()
		await answered()
		await showMore()
		const answer = held<Notifications>()
		getNotifications.mockImplementation(async (number) => number === 1 ? page([9], { unread: 4, nextPage: 2 }) : answer.promise)
		await read(8)
		await later(60)
		expect(ids()).toEqual([9, 7])
		answer.resolve(page([7], { unread: 4 }))
		await answered()
		expect(ids()).toEqual([9, 7])
	})

	it('that do not come leave what is there, and can be tried again', async () => {
		getNotifications.mockImplementation(pages)
		const { ids, shown, showMore } = openList()
		await answered()
		getNotifications.mockRejectedValueOnce(unreachable())
		await showMore()
		expect(shown()).toMatchObject({ more: { step: 'failed', failure: { kind: 'nepenthes-unreachable' } } })
		await showMore()
		expect(ids()).toEqual([9, 8, 7])
	})
})

describe('marking as read', () => {
	it('happens at once', async () => {
		const { ids, unread, read } = openList()
		await answered()
		const answer = held<NotificationsReadDone>()
		markNotificationsRead.mockReturnValueOnce(answer.promise)
		const done = read(2)
		expect(ids()).toEqual([3, 1])
		expect(unread()).toBe(2)
		answer.resolve({ read: true })
		await done
		expect(ids()).toEqual([3, 1])
		expect(markNotificationsRead).toHaveBeenCalledExactlyOnceWith({ workPackageId: 2 })
	})

	it('is undone with a word when it fails, and can be tried again', async () => {
		const { ids, unread, read, refusal, dismiss } = openList()
		await answered()
		markNotificationsRead.mockRejectedValueOnce(unreachable())
		await read(2)
		expect(ids()).toEqual([3, 2, 1])
		expect(unread()).toBe(3)
		expect(refusal.value).toMatchObject({ item: { workPackageId: 2 }, failure: { kind: 'nepenthes-unreachable' } })
		await read(2)
		expect(refusal.value).toBeNull()
		expect(ids()).toEqual([3, 1])

		markNotificationsRead.mockRejectedValueOnce(unreachable())
		await read(3)
		dismiss()
		expect(refusal.value).toBeNull()
	})

	it('shows what is missing when it turns out that nothing can be done', async () => {
		const { shown, read } = openList()
		await answered()
		markNotificationsRead.mockRejectedValueOnce(new SidecarProblem('not-connected'))
		await read(2)
		expect(shown()).toMatchObject({ state: 'failed', failure: { kind: 'not-connected' } })
	})

	it('is done once, however often it is pressed', async () => {
		const { read } = openList()
		await answered()
		const answer = held<NotificationsReadDone>()
		markNotificationsRead.mockReturnValueOnce(answer.promise)
		const first = read(2)
		await read(2)
		answer.resolve({ read: true })
		await first
		await read(2)
		expect(markNotificationsRead).toHaveBeenCalledOnce()
	})

	it('is not forgotten by an answer that was on its way', async () => {
		const { ids, read } = openList()
		await answered()
		const answer = held<Notifications>()
		getNotifications.mockReturnValueOnce(answer.promise)
		await later(60)
		await later(1)
		await read(2)
		answer.resolve(page([3, 2, 1], { unread: 3 }))
		await answered()
		expect(ids()).toEqual([3, 1])
	})

	it('ends where something new comes about the same work package', async () => {
		const { ids, read } = openList()
		await answered()
		await read(2)
		getNotifications.mockImplementation(async () => ({ ...page([2, 3, 1]), items: [about(2, { newestId: 500 }), about(3), about(1)] }))
		await later(60)
		expect(ids()).toEqual([2, 3, 1])
	})

	it('can be done for all at once', async () => {
		const { ids, unread, markAllRead } = openList()
		await answered()
		const done = markAllRead()
		expect(ids()).toEqual([])
		expect(unread()).toBe(0)
		await done
		expect(markNotificationsRead).toHaveBeenCalledExactlyOnceWith({ all: true })
	})

	it('asks how many are left where not all were there to be counted', async () => {
		getNotifications.mockImplementation(async () => page([3, 2], { unread: 150, nextPage: 2 }))
		const { read } = openList()
		await answered()
		await read(3)
		await answered()
		expect(getNotifications).toHaveBeenCalledTimes(2)
	})
})

describe('in another tab', () => {
	it('follows at once what was marked as read in this one', async () => {
		const here = openList()
		await answered()
		const there = openList()
		await answered()
		getNotifications.mockClear()
		await here.read(2)
		await answered()
		expect(there.ids()).toEqual([3, 1])
		await there.markAllRead()
		await answered()
		expect(here.ids()).toEqual([])
		expect(getNotifications).not.toHaveBeenCalled()
	})

	it('of another user, nothing is heard of it', async () => {
		const alice = openList()
		await answered()
		getCurrentUser.mockReturnValue({ uid: 'bob' })
		getNotifications.mockImplementation(async () => page([2]))
		const bob = openList()
		await answered()
		await alice.read(2)
		await alice.markAllRead()
		await answered()
		expect(bob.ids()).toEqual([2])
	})
})

describe('a page that opens anew', () => {
	it('begins with what was seen last', async () => {
		const before = openList()
		await answered()
		before.stop()
		getNotifications.mockReturnValue(new Promise(() => {}))
		expect(openList().ids()).toEqual([3, 2, 1])
	})

	it('shows what was seen last while Nepenthes is away', async () => {
		const before = openList()
		await answered()
		const asOf = Date.now()
		before.stop()
		await later(300)
		getNotifications.mockRejectedValue(unreachable())
		const { shown } = openList()
		await answered()
		expect(shown()).toMatchObject({ state: 'shown', asOf, outdated: { kind: 'nepenthes-unreachable' } })
	})

	it('does not begin with what has been read meanwhile', async () => {
		const before = openList()
		await answered()
		await before.read(2)
		before.stop()
		getNotifications.mockReturnValue(new Promise(() => {}))
		expect(openList().ids()).toBe('loading')
	})

	it('shows nothing of what another user saw, and keeps nothing of it', async () => {
		const before = openList()
		await answered()
		before.stop()
		getCurrentUser.mockReturnValue({ uid: 'bob' })
		getNotifications.mockReturnValue(new Promise(() => {}))
		expect(openList().ids()).toBe('loading')
		expect(sessionStorage).toHaveLength(0)
	})

	it('begins with nothing where something else lies in the place', () => {
		sessionStorage.setItem('integration_nepenthes.notifications', '{"owner":')
		expect(openList().ids()).toBe('loading')
	})
})

it('all of a page that shows it have one list, asked for as long as any of them is there', async () => {
	const scopes = [effectScope(), effectScope()]
	const [one, two] = scopes.map((scope) => scope.run(() => useNotifications())!) as [NotificationsStore, NotificationsStore]
	expect(one).toBe(two)
	await answered()
	expect(getNotifications).toHaveBeenCalledOnce()
	scopes[0]!.stop()
	await later(60)
	expect(getNotifications).toHaveBeenCalledTimes(2)
	scopes[1]!.stop()
	await later(3600)
	expect(getNotifications).toHaveBeenCalledTimes(2)
})
