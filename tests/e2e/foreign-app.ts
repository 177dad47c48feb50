// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Page } from 'playwright-core'

interface ForeignApp {
	/** What it adds to the offers of the smart picker. */
	providers?: object[]
	/** What it knows of addresses, by the address. */
	references?: Record<string, object>
	/** What its script does: a module at the end of the page. */
	script?: string
}

/**
 * Puts an app in front of a Nextcloud, for one page of a browser: it adds to pages and answers on their way to the
 * browser, as a proxy would, and not a word of it is known to the server.
 */
export async function appInFront(page: Page, { providers = [], references = {}, script = '' }: ForeignApp): Promise<void> {
	await page.route((url) => /\/(apps|call)\//.test(url.pathname) && !/\.\w+$/.test(url.pathname) && !url.pathname.includes('/ocs/'), async (route) => {
		const response = await route.fetch()
		const nonce = /'nonce-([^']+)'/.exec(response.headers()['content-security-policy'] ?? '')?.[1] ?? ''
		const body = (await response.text())
			.replace(/(id="initial-state-core-reference-provider-list" value=")([^"]*)/, (_, start: string, value: string) => start + btoa(JSON.stringify([...JSON.parse(atob(value)) as object[], ...providers])))
			.replace('</body>', `<script type="module" nonce="${nonce}">${script}</script></body>`)
		await route.fulfill({ response, body })
	})
	await page.route(/\/references\/(resolve|extract)(\?|$)/, async (route) => {
		const response = await route.fetch()
		const answer = await response.json() as { ocs: { data: { references: Record<string, unknown> } } }
		for (const asked of Object.keys(answer.ocs.data.references)) {
			answer.ocs.data.references[asked] = references[asked.trim()] ?? answer.ocs.data.references[asked]
		}
		await route.fulfill({ response, json: answer })
	})
}
