// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../../stack.ts'
import type { Answer } from './browser-session.ts'

import { BrowserSession } from './browser-session.ts'
import { NepenthesVisitor } from './nepenthes-visitor.ts'

/** Where a browser ends up at Nepenthes after the user has allowed the connection, or not. */
export async function decideAtNepenthes(stack: Stack, authorizationUrl: string, login: string, decision: 'approve' | 'deny' = 'approve'): Promise<string> {
	const visitor = new NepenthesVisitor(`${stack.nepenthes.url}/`)
	const { pathname } = new URL(stack.nepenthes.url)
	await visitor.signIn(`${pathname.replace(/\/$/, '')}/login`, login)
	const consent = await visitor.get(authorizationUrl)
	const answer = consent.location === null
		? await visitor.send(consent.html, `${pathname.replace(/\/$/, '')}/oauth/authorize`, { decision })
		: consent
	if (answer.location === null) {
		throw new Error(`Nepenthes led nowhere: ${answer.status} ${answer.html.slice(0, 500)}`)
	}
	return answer.location
}

/** Opens an address of Nextcloud to which another site has led the browser. */
export function comeBack(stack: Stack, browser: BrowserSession, location: string): Promise<Answer> {
	const prefix = stack.gatewayUrl
	if (!location.startsWith(prefix)) {
		throw new Error(`${location} is no address of this Nextcloud`)
	}
	return browser.send(location.slice(prefix.length), { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' } })
}

/** Begins to connect, as the page does. */
export async function beginConnecting(browser: BrowserSession, returnPath?: string): Promise<string> {
	const { status, body } = await browser.change('POST', 'connection', returnPath === undefined ? {} : { returnPath })
	if (status !== 200) {
		throw new Error(`The connection could not be begun: ${JSON.stringify(body)}`)
	}
	return body.authorizationUrl as string
}

/** A browser that is signed in to Nextcloud, its user connected with the account of that name in Nepenthes. */
export async function connectedBrowser(stack: Stack, user = 'alice'): Promise<BrowserSession> {
	const browser = new BrowserSession(stack.gatewayUrl)
	await browser.signIn(user)
	const location = await decideAtNepenthes(stack, await beginConnecting(browser), user)
	await comeBack(stack, browser, location)
	const { body } = await browser.api('me')
	if ((body.nepenthes as { state: string }).state !== 'connected') {
		throw new Error(`${user} could not be connected: ${JSON.stringify(body)}`)
	}
	return browser
}
