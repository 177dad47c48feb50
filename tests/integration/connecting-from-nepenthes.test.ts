// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack, StackOptions } from '../stack.ts'
import type { Page } from './support/journey.ts'

import { describe, expect, onTestFinished, test } from 'vitest'
import { APP_ID } from '../../sidecar/config.ts'
import { startStack } from '../stack.ts'
import { connectedBrowser } from './support/connecting.ts'
import { Journey } from './support/journey.ts'

/** How a grant is sent, with or without the front controller in its address. */
const GRANTED = expect.stringMatching(/^POST nextcloud\/(?:index\.php\/)?login\/flow$/) as string

let stack: Stack

interface Given {
	journey: Journey
	workPackage: number
	/** Where Nepenthes receives what Nextcloud grants, below its address. */
	callback: string
}

/** Both set up as the guide tells it, and somebody who is about to look at a work package. */
async function given(options: StackOptions = {}): Promise<Given> {
	stack = await startStack(options)
	onTestFinished(() => stack.close())
	return about(stack.nextcloudClient!)
}

/** The same, but nobody has entered anything in Nextcloud for this app. */
async function givenWithoutUs(): Promise<Given> {
	stack = await startStack({ setUp: false })
	onTestFinished(() => stack.close())
	const { nextcloud, nepenthes, gatewayUrl } = stack
	const client = nextcloud.addOAuthClient({ name: 'Nepenthes', redirectUri: (clientId) => `${nepenthes.url}/oauth_clients/${clientId}/callback` })
	nepenthes.connectStorage(nepenthes.addStorage({ name: 'Cloud', host: `${gatewayUrl}/` }).id, client)
	return about(client)
}

function about({ clientId }: { clientId: string }): Given {
	return {
		journey: new Journey(stack),
		workPackage: stack.nepenthes.workPackageBySubject('Pitcher leaks at the lower rim').id,
		callback: `oauth_clients/${clientId}/callback`,
	}
}

/** From the work package to the page on which Nextcloud asks whether Nepenthes may have access. */
async function logIn(journey: Journey, workPackage: number): Promise<Page> {
	return journey.follow(await journey.follow(await journey.openWorkPackage(workPackage), 'Nextcloud login'), 'Log in')
}

/** How Nextcloud's user stands with Nepenthes. */
const standing = async ({ nextcloud }: Journey) => (await nextcloud.api('me')).body.nepenthes

/** How Nepenthes' user stands with Nextcloud, as the page of a work package says. */
const said = ({ html }: Page) => ['Nextcloud login', 'No Nextcloud connection', 'Connected'].find((words) => html.includes(words))

describe('who presses "Nextcloud login" on a work package', () => {
	test.each<[string, StackOptions]>([
		['at the root of their hosts', {}],
		['both in a sub-path', { nextcloud: { webroot: '/cloud' }, nepenthes: { basePath: '/np' } }],
	])('grants here, authorizes there, and is back with both directions connected: %s', async (_, options) => {
		const { journey, workPackage, callback } = await given(options)
		await journey.signIn('alice')
		const before = await journey.openWorkPackage(workPackage)
		expect(said(before)).toBe('Nextcloud login')
		expect(await standing(journey)).toMatchObject({ state: 'not-connected' })

		const flow = await journey.follow(before, 'Nextcloud login')
		expect(flow.way).toEqual([
			`nepenthes/oauth_clients/${stack.nextcloudClient!.clientId}/ensure_connection`,
			'nextcloud/index.php/apps/oauth2/authorize',
			expect.stringMatching(/^nextcloud\/(?:index\.php\/)?login\/flow$/),
		])
		const grant = await journey.follow(flow, 'Log in')
		const consent = await journey.press(grant, 'Grant access')
		expect(consent.way).toEqual([
			GRANTED,
			`nextcloud/index.php/apps/${APP_ID}/connect-back`,
			'nepenthes/oauth/authorize',
		])
		const after = await journey.press(consent, 'Authorize')
		expect(after.way).toEqual([
			'POST nepenthes/oauth/authorize',
			'nextcloud/index.php/apps/integration_openproject/oauth-redirect',
			`nepenthes/${callback}`,
			`nepenthes/work_packages/${workPackage}`,
		])

		expect(after).toMatchObject({ status: 200, url: before.url })
		expect(said(after)).toBe('Connected')
		expect(await standing(journey)).toMatchObject({ state: 'connected', account: { name: 'Alice Archer' } })
	})

	test('may be signed in nowhere: each side asks on the way', async () => {
		const { journey, workPackage } = await given()
		const signIn = await journey.openWorkPackage(workPackage)
		const before = await journey.press(signIn, 'Sign in', { username: 'alice', password: 'alice-password' })

		const login = await journey.follow(await journey.follow(before, 'Nextcloud login'), 'Log in')
		expect(login.url.pathname).toBe('/login')
		const grant = await journey.press(login, 'Log in', { user: 'alice', password: 'alice-password' })
		const after = await journey.press(await journey.press(grant, 'Grant access'), 'Authorize')

		expect(said(after)).toBe('Connected')
		expect(await standing(journey)).toMatchObject({ state: 'connected' })
	})

	test('is not asked at Nepenthes again when Nextcloud is connected with it already', async () => {
		const { journey, workPackage, callback } = await given()
		await connectedBrowser(stack)
		await journey.signIn('alice')

		const after = await journey.press(await logIn(journey, workPackage), 'Grant access')

		expect(after.way).toEqual([
			GRANTED,
			`nextcloud/index.php/apps/${APP_ID}/connect-back`,
			`nepenthes/${callback}`,
			`nepenthes/work_packages/${workPackage}`,
		])
		expect(said(after)).toBe('Connected')
		expect(await standing(journey)).toMatchObject({ state: 'connected' })
	})

	test('and does not let Nextcloud act for them there is back all the same, with the one direction connected', async () => {
		const { journey, workPackage, callback } = await given()
		await journey.signIn('alice')

		const after = await journey.press(await journey.press(await logIn(journey, workPackage), 'Grant access'), 'Deny')

		expect(after.way.slice(-2)).toEqual([`nepenthes/${callback}`, `nepenthes/work_packages/${workPackage}`])
		expect(said(after)).toBe('Connected')
		expect(await standing(journey)).toMatchObject({ state: 'not-connected' })
		// The page that could tell of it is Nepenthes', not one of ours.
		expect(journey.nextcloud.cookie('nepenthes_connection')).toBeUndefined()
	})

	test('is connected for as long as they like: what Nextcloud gave is renewed, and ends when they take it back', async () => {
		let now = Date.now()
		const { journey, workPackage } = await given({ nextcloud: { clock: () => new Date(now) }, nepenthes: { clock: () => new Date(now) } })
		await journey.signIn('alice')
		await journey.press(await journey.press(await logIn(journey, workPackage), 'Grant access'), 'Authorize')

		now += 2 * 3600 * 1000
		expect(said(await journey.openWorkPackage(workPackage))).toBe('Connected')

		stack.nextcloud.revokeOAuthTokens('alice')
		now += 60_000
		expect(said(await journey.openWorkPackage(workPackage))).toBe('Nextcloud login')
	})
})

describe('what goes wrong on our side does not keep them from Nepenthes', () => {
	test.each<[string, () => unknown]>([
		['Nepenthes refuses us tokens', () => stack.nepenthes.faults.add({ kind: 'fail', route: '/oauth/token$' })],
		['Nepenthes breaks the connection when we ask for tokens', () => stack.nepenthes.faults.add({ kind: 'reset', route: '/oauth/token$' })],
		['Nepenthes does not tell us whose account it is', () => stack.nepenthes.faults.add({ kind: 'fail', route: '/users/me' })],
		['Nextcloud does not say whether they are connected', () => stack.nextcloud.faults.add({ kind: 'fail', route: '/ex-app/preference' })],
	])('%s', async (_, breakIt) => {
		const { journey, workPackage, callback } = await given()
		await breakIt()
		await journey.signIn('alice')

		const granted = await journey.press(await logIn(journey, workPackage), 'Grant access')
		// What is known to be broken by now leads back without asking.
		const after = granted.url.pathname.endsWith('/oauth/authorize') ? await journey.press(granted, 'Authorize') : granted

		expect(after.way.slice(-2)).toEqual([`nepenthes/${callback}`, `nepenthes/work_packages/${workPackage}`])
		expect(said(after)).toBe('Connected')
		stack.nepenthes.faults.clear()
		stack.nextcloud.faults.clear()
		expect(await standing(journey)).toMatchObject({ state: 'not-connected' })
	})

	test('nobody has entered the OAuth application', async () => {
		const { journey, workPackage, callback } = await givenWithoutUs()
		await stack.setNepenthesUrl(stack.nepenthes.url)
		await journey.signIn('alice')

		const after = await journey.press(await logIn(journey, workPackage), 'Grant access')

		expect(after.way).toEqual([GRANTED, `nextcloud/index.php/apps/${APP_ID}/connect-back`, `nepenthes/${callback}`, `nepenthes/work_packages/${workPackage}`])
		expect(said(after)).toBe('Connected')
		expect(await standing(journey)).toEqual({ state: 'not-set-up', missing: 'oauth-client' })
	})

	test('Nextcloud does not store the connection', async () => {
		const { journey, workPackage, callback } = await given()
		await journey.signIn('alice')
		const consent = await journey.press(await logIn(journey, workPackage), 'Grant access')
		stack.nextcloud.faults.add({ kind: 'fail', route: '/ex-app/preference' })

		const after = await journey.press(consent, 'Authorize')

		expect(after.way.slice(-2)).toEqual([`nepenthes/${callback}`, `nepenthes/work_packages/${workPackage}`])
		expect(said(after)).toBe('Connected')
		stack.nextcloud.faults.clear()
		expect(await standing(journey)).toMatchObject({ state: 'not-connected' })
	})
})

describe('the way by us', () => {
	const byUs = (to: string) => `${stack.gatewayUrl}/index.php/apps/${APP_ID}/connect-back?to=${encodeURIComponent(to)}`

	test('leads to the callback of Nepenthes and nowhere else', async () => {
		const { journey, callback } = await given()
		await journey.signIn('alice')
		const { url } = stack.nepenthes
		for (const to of [
			`https://elsewhere.example/${callback}?code=1`,
			`//elsewhere.example/${callback}`,
			`${url}.elsewhere.example/${callback}`,
			`${url}@elsewhere.example/${callback}`,
			`${url.replace('://', '://user:secret@')}/${callback}`,
			`${url.replace('http:', 'https:')}/${callback}`,
			`${url}/logout`,
			`${url}/oauth_clients/../logout`,
			`${url}\\@elsewhere.example/${callback}`,
			`/${callback}`,
			'javascript:alert(1)',
			'',
		]) {
			const { status, way } = await journey.open(byUs(to))
			expect({ to, status, stops: way.length }).toEqual({ to, status: 404, stops: 1 })
		}
		expect((await journey.open(byUs('').replace(/\?.*/, ''))).status).toBe(404)
	})

	test('is open to who is signed in: others sign in, and come back to it', async () => {
		const { journey, callback } = await given()
		const login = await journey.open(byUs(`${stack.nepenthes.url}/${callback}?code=1&state=2`))
		expect(login.url.pathname).toMatch(/\/login$/)

		const consent = await journey.press(login, 'Log in', { user: 'alice', password: 'alice-password' })

		expect(consent.way).toEqual(['POST nextcloud/login', `nextcloud/index.php/apps/${APP_ID}/connect-back`, 'nepenthes/oauth/authorize', 'nepenthes/login'])
	})

	test('is not taken by what other programs are granted', async () => {
		const { journey } = await given()
		await journey.signIn('alice')
		const { clientId } = stack.nextcloud.addOAuthClient({ name: 'Reading room', redirectUri: `${stack.nepenthes.url}/reading-room?of=alice` })

		const flow = await journey.open(`${stack.gatewayUrl}/index.php/apps/oauth2/authorize?client_id=${clientId}&response_type=code&state=s`)
		const after = await journey.press(await journey.follow(flow, 'Log in'), 'Grant access')

		expect(after.way).toEqual([GRANTED, 'nepenthes/reading-room'])
		expect(Object.fromEntries(after.url.searchParams)).toEqual({ of: 'alice', state: 's', code: expect.stringMatching(/^\w{128}$/) })
	})

	test('is not taken before the app knows Nepenthes', async () => {
		const { journey, workPackage, callback } = await givenWithoutUs()
		await journey.signIn('alice')

		const after = await journey.press(await logIn(journey, workPackage), 'Grant access')

		expect(after.way).toEqual([GRANTED, `nepenthes/${callback}`, `nepenthes/work_packages/${workPackage}`])
		expect(said(after)).toBe('Connected')
	})
})
