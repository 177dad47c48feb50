// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Answer, BrowserSession } from './browser-session.ts'

/** A page has one for all that it asks. */
const tokens = new WeakMap<BrowserSession, Promise<string>>()

export interface OcsResult extends Answer {
	data: unknown
}

/** What an OCS route answers a page; for a POST with the parameters as JSON. */
export async function ocs(browser: BrowserSession, path: string, { version = 'v2', parameters, headers = {} }: { version?: 'v1' | 'v2', parameters?: object, headers?: Record<string, string> } = {}): Promise<OcsResult> {
	const token = tokens.get(browser) ?? browser.requestToken()
	tokens.set(browser, token)
	const answer = await browser.send(`/ocs/${version}.php${path}`, {
		headers: { accept: 'application/json', 'sec-fetch-mode': 'cors', requesttoken: await token, ...parameters !== undefined && { 'content-type': 'application/json' }, ...headers },
		...parameters !== undefined && { method: 'POST', body: JSON.stringify(parameters) },
	})
	const envelope = answer.text === '' ? undefined : JSON.parse(answer.text) as { ocs: { data: unknown } }
	return { ...answer, data: envelope?.ocs.data }
}
