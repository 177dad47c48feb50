// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AppOnNextcloud } from './exapp-on-nextcloud.ts'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { APP_ID } from '../../sidecar/config.ts'
import { SECRET, startAppOnNextcloud } from './exapp-on-nextcloud.ts'

const CLIENT_SECRET = 'the-client-secret-that-nobody-sees'

let app: AppOnNextcloud

beforeEach(async () => {
	app = await startAppOnNextcloud()
	await app.register()
})

afterEach(async () => {
	await app.close()
})

const setup = (...options: string[]) => app.occ(`${APP_ID}:setup`, ...options)
const status = (...options: string[]) => app.occ(`${APP_ID}:status`, ...options)

/** How things stand for a user, as the page is told. */
async function standing(): Promise<unknown> {
	const cookie = await app.nextcloud.signIn('alice', 'alice-password')
	const answer = await fetch(`${app.proxyUrl}/api/me`, { headers: { cookie } })
	return (await answer.json() as { nepenthes: unknown }).nepenthes
}

describe('an administrator sets up Nepenthes by command', () => {
	it('and is told what to register there, but never the secret', async () => {
		const { exitCode, output } = await setup('--url=https://np.example/api/v3/', '--client-id=client-1', `--client-secret=${CLIENT_SECRET}`)
		expect(exitCode).toBe(0)
		expect(output).toContain('https://np.example ')
		expect(output).toContain('client-1')
		// Without the gateway, browsers come back to the app's own page.
		expect(output).toContain(`${app.nextcloud.url}/index.php/apps/app_api/embedded/${APP_ID}/main/oauth-redirect`)

		const seen = output + (await status()).output + app.logged()
		expect(seen).not.toContain(CLIENT_SECRET)
		expect(seen).not.toContain(SECRET)
	})

	it('and chooses where browsers come back to', async () => {
		await setup('--url=https://np.example', '--client-id=client-1', `--client-secret=${CLIENT_SECRET}`)
		const { output } = await setup('--redirect=gateway')
		expect(output).toContain(`${app.nextcloud.url}/index.php/apps/${APP_ID}/oauth-redirect`)
		expect((await setup('--redirect=upstream')).output).toContain(`${app.nextcloud.url}/index.php/apps/integration_openproject/oauth-redirect`)
	})

	it('which counts at once', async () => {
		expect(await standing()).toEqual({ state: 'not-set-up', missing: 'address' })
		await setup('--url=http://127.0.0.1:9')
		expect(await standing()).toEqual({ state: 'not-set-up', missing: 'oauth-client' })
		await setup('--client-id=client-1', `--client-secret=${CLIENT_SECRET}`)
		expect(await standing()).toEqual({ state: 'unreachable', url: 'http://127.0.0.1:9' })
	})

	it('and a new address drops the OAuth application of the old one', async () => {
		await setup('--url=http://127.0.0.1:9', '--client-id=client-1', `--client-secret=${CLIENT_SECRET}`)
		await setup('--url=http://127.0.0.1:10')
		expect(await standing()).toEqual({ state: 'not-set-up', missing: 'oauth-client' })
		// Also when it is entered in the settings, past this app; and the old address does not bring it back.
		await setup('--url=http://127.0.0.1:9')
		expect(await standing()).toEqual({ state: 'not-set-up', missing: 'oauth-client' })
	})

	it.for([
		[['--url=np.example'], 'must start with http:// or https://'],
		[['--url=https://user:password@np.example'], 'name no account'],
		[['--client-id=x'], '--client-secret is missing'],
		[['--client-secret=x'], '--client-id is missing'],
		[['--client-id=x', '--client-secret=y'], '--url is missing'],
		[['--url=https://np.example', '--client-id=x', '--client-secret=y', '--redirect=elsewhere'], '--redirect is one of upstream, gateway, page'],
		[['--redirect=page'], 'needs --client-id'],
		[[], 'Nothing to set up'],
	] as const)('and hears what is wrong with %s, while nothing changes', async ([options, words]) => {
		const { output } = await setup(...options)
		expect(output).toContain('Nothing was changed.')
		expect(output).toContain(words)
		expect(output).not.toContain('user:password')
		expect(await standing()).toEqual({ state: 'not-set-up', missing: 'address' })
	})

	it('and lets a script find out whether anything is missing', async () => {
		expect((await status()).exitCode).toBe(0)
		expect((await status()).output).toContain('not entered')
		expect((await status('--check')).exitCode).toBe(1)
	})
})

describe('an administrator decides on the settings of users', () => {
	const decide = async (fieldId: string, value: string) => {
		const { url } = app.nextcloud
		const answer = await fetch(`${url}/ocs/v2.php/settings/api/declarative/value`, {
			method: 'POST',
			headers: { Authorization: `Basic ${btoa('admin:admin-password')}`, 'OCS-APIRequest': 'true', 'content-type': 'application/json', accept: 'application/json' },
			body: JSON.stringify({ app: APP_ID, formId: 'administrator', fieldId, value }),
		})
		expect(answer.status).toBe(200)
	}
	const settingsOf = async (user: string) => {
		const cookie = await app.nextcloud.signIn(user, `${user}-password`)
		return (await fetch(`${app.proxyUrl}/api/settings`, { headers: { cookie } })).json()
	}

	it('in the form that Nextcloud draws, and reads it in the status, from when on it counts', async () => {
		const { output } = await status()
		expect(output).toContain('Navigation link: off until people switch it on')
		expect(output).toContain('Unified search for tickets: off until people switch it on')
		expect(output).toContain('Link previews: on until people switch it off')

		await decide('default_navigation_link', 'on')
		await decide('default_unified_search', 'never')
		await decide('default_link_previews', 'always')
		const { output: decided } = await status()
		expect(decided).toContain('Navigation link: on until people switch it off')
		expect(decided).toContain('Unified search for tickets: off for everybody')
		expect(decided).toContain('Link previews: on for everybody')
		expect(await settingsOf('alice')).toEqual({
			navigationLink: { value: true, source: 'default' },
			unifiedSearch: { value: false, source: 'fixed' },
			linkPreviews: { value: true, source: 'fixed' },
		})
	})

	it('and what is none of the choices counts as undecided', async () => {
		await decide('default_link_previews', 'perhaps')
		expect((await status()).output).toContain('Link previews: on until people switch it off')
	})
})

it('no user runs the commands through AppAPI\'s proxy', async () => {
	const cookie = await app.nextcloud.signIn('admin', 'admin-password')
	const answer = await fetch(`${app.proxyUrl}/occ/setup`, {
		method: 'POST',
		headers: { cookie, 'content-type': 'application/json', requesttoken: 'x' },
		body: JSON.stringify({ occ: { arguments: null, options: { url: 'https://evil.example' } } }),
	})
	expect(answer.status).toBe(404)
	expect(await standing()).toEqual({ state: 'not-set-up', missing: 'address' })
})
