// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ConnectionCompleted, ConnectionCompletion } from '../../sidecar/contract/connection.ts'

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { leaveOutcome, takeOutcome } from '../../src/connection/outcome.ts'
import { returnPath } from '../../src/files/return-path.ts'
import { takeOAuthReturn } from '../../src/home/oauth-return.ts'
import { useCompletion } from '../../src/home/use-completion.ts'
import { SidecarUnreachable } from '../../src/sidecar.ts'

const completeConnection = vi.hoisted(() => vi.fn<(completion: ConnectionCompletion) => Promise<ConnectionCompleted>>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), completeConnection }))

const HOME = '/index.php/apps/app_api/embedded/integration_nepenthes/main'

/** What Nextcloud's pages and this browser have beyond the standard. */
const browser = window as unknown as { _oc_webroot: string, happyDOM: { setURL(url: string): void } }

function goTo(address: string): void {
	browser.happyDOM.setURL(`https://cloud.example${address}`)
}

beforeEach(() => {
	browser._oc_webroot = ''
	goTo('/')
	completeConnection.mockReset()
	takeOutcome()
})

describe('how an attempt to connect ended', () => {
	it('is read once, and the cookie is gone', () => {
		document.cookie = 'other=1; Path=/'
		document.cookie = 'nepenthes_connection=denied; Path=/'
		expect(takeOutcome()).toBe('denied')
		expect(takeOutcome()).toBeNull()
		expect(document.cookie).toContain('other=1')
		expect(document.cookie).not.toContain('nepenthes_connection')
	})

	it('is nothing that the page does not know', () => {
		document.cookie = 'nepenthes_connection=<b>bad</b>; Path=/'
		expect(takeOutcome()).toBeNull()
		expect(document.cookie).not.toContain('nepenthes_connection')
	})

	it('is found where Nextcloud is below a path', () => {
		browser._oc_webroot = '/nextcloud'
		goTo('/nextcloud/index.php/apps/files')
		document.cookie = 'nepenthes_connection=connected; Path=/nextcloud'
		expect(takeOutcome()).toBe('connected')
		expect(takeOutcome()).toBeNull()
	})
})

describe('the way back into Files', () => {
	const node = { id: '77', dirname: '/Über & unter' }

	it('leads to the very file, in its folder, with its details open', () => {
		const { pathname, searchParams } = new URL(returnPath(node), window.location.href)
		expect(pathname).toMatch(/\/apps\/files\/files\/77$/)
		expect(Object.fromEntries(searchParams)).toEqual({ dir: '/Über & unter', opendetails: 'true' })
	})

	it('includes the path that Nextcloud is below', () => {
		browser._oc_webroot = '/nextcloud'
		expect(returnPath(node)).toMatch(/^\/nextcloud\//)
	})

	it('is never longer than the API takes', () => {
		const long = returnPath({ ...node, dirname: `/${'ö'.repeat(1000)}` })
		expect(long.length).toBeLessThanOrEqual(1500)
		expect(long).toMatch(/files\/77\?opendetails=true$/)
	})
})

describe('without the gateway', () => {
	it('what Nepenthes sent is taken out of the address at once', () => {
		goTo(`${HOME}/oauth-redirect?code=secret&state=abc`)
		expect(takeOAuthReturn()).toEqual({ code: 'secret', state: 'abc' })
		expect(window.location.pathname + window.location.search).toBe(HOME)
		// A reload is one of the app's own page.
		expect(takeOAuthReturn()).toBeNull()
	})

	it('a refusal is handed over too', () => {
		goTo(`${HOME}/oauth-redirect?error=access_denied&state=abc`)
		expect(takeOAuthReturn()).toEqual({ error: 'access_denied', state: 'abc' })
	})

	it.each(['', '?code=secret', '?state=abc'])('nothing is handed over that is not whole: "%s"', (query) => {
		goTo(`${HOME}/oauth-redirect${query}`)
		expect(takeOAuthReturn()).toBeNull()
		expect(window.location.pathname + window.location.search).toBe(HOME)
	})

	it('other pages are left alone', () => {
		goTo(`${HOME}?code=secret&state=abc`)
		expect(takeOAuthReturn()).toBeNull()
		expect(window.location.search).toBe('?code=secret&state=abc')
	})

	it('the browser goes where the user came from, and that page learns how it ended', async () => {
		completeConnection.mockResolvedValueOnce({ outcome: 'connected', returnTo: '/apps/files/files/77?opendetails=true' })
		const leave = vi.fn<(url: string) => void>()
		useCompletion({ state: 'abc', code: 'secret' }, leave)
		await vi.waitFor(() => expect(leave).toHaveBeenCalledExactlyOnceWith('https://cloud.example/apps/files/files/77?opendetails=true'))
		expect(takeOutcome()).toBe('connected')
	})

	it('who has begun in Nepenthes is led back there, and nothing is left for a page here', async () => {
		completeConnection.mockResolvedValueOnce({ outcome: 'connected', returnTo: 'https://nepenthes.example/work_packages/42/files' })
		const leave = vi.fn<(url: string) => void>()
		useCompletion({ state: 'abc', code: 'secret' }, leave)
		await vi.waitFor(() => expect(leave).toHaveBeenCalledExactlyOnceWith('https://nepenthes.example/work_packages/42/files'))
		expect(takeOutcome()).toBeNull()
	})

	it('what only looks like a path leads to no other host', async () => {
		goTo(HOME)
		completeConnection.mockResolvedValueOnce({ outcome: 'connected', returnTo: '//evil.example/' })
		const leave = vi.fn<(url: string) => void>()
		useCompletion({ state: 'abc', code: 'secret' }, leave)
		await vi.waitFor(() => expect(leave).toHaveBeenCalledExactlyOnceWith(`https://cloud.example${HOME}`))
	})

	it('says so when the app does not answer, and lets try again', async () => {
		completeConnection.mockRejectedValueOnce(new SidecarUnreachable('No answer')).mockResolvedValueOnce({ outcome: 'out-of-date', returnTo: '/' })
		const leave = vi.fn<(url: string) => void>()
		const { completing, retry } = useCompletion({ state: 'abc', code: 'secret' }, leave)
		await vi.waitFor(() => expect(completing.value).toMatchObject({ step: 'failed', failure: { kind: 'app-unreachable' } }))
		await retry()
		expect(leave).toHaveBeenCalledOnce()
		expect(takeOutcome()).toBe('out-of-date')
	})
})

it('what is left for the next page is read there', () => {
	leaveOutcome('denied')
	expect(takeOutcome()).toBe('denied')
})
