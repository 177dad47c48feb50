// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { beforeEach, describe, expect, it } from 'vitest'
import { ADDRESS_KEY, CLIENT_KEY, createNepenthesSetup } from '../../sidecar/api/nepenthes-setup.ts'

const CLIENT = { id: 'id', secret: 'secret', redirect: 'upstream' } as const

/** The app's configuration in Nextcloud. */
class AppConfig {
	values = new Map<string, string>()
	sensitive = new Set<string>()
	down = false

	async get(keys: readonly string[]): Promise<Map<string, string>> {
		this.#reach()
		return new Map([...this.values].filter(([key]) => keys.includes(key)))
	}

	async set(key: string, { value, sensitive }: { value: string, sensitive: boolean }): Promise<void> {
		this.#reach()
		this.values.set(key, value)
		if (sensitive) {
			this.sensitive.add(key)
		}
	}

	async delete(keys: readonly string[]): Promise<number> {
		this.#reach()
		return keys.filter((key) => this.values.delete(key)).length
	}

	#reach(): void {
		if (this.down) {
			throw new Error('Nextcloud does not answer')
		}
	}
}

let appConfig: AppConfig

type Fixed = Parameters<typeof createNepenthesSetup>[0]['fixed']

function setupWith(fixed: Partial<Fixed> = {}, defaultRedirect: 'upstream' | 'page' = 'upstream') {
	return createNepenthesSetup({
		fixed: { url: null, client: null, redirect: null, ...fixed },
		nextcloud: { appConfig },
		nextcloudAddress: { read: async () => 'https://cloud.example/nextcloud' },
		defaultRedirect,
	})
}

beforeEach(() => {
	appConfig = new AppConfig()
})

describe('what the administrator enters', () => {
	it('is nothing at first', async () => {
		await expect(setupWith().read()).resolves.toBeNull()
		await expect(setupWith().client()).rejects.toMatchObject({ code: 'not-set-up' })
	})

	it('may be the address alone', async () => {
		const setup = setupWith()
		await setup.store({ url: 'https://np.example' })
		await expect(setup.read()).resolves.toEqual({ url: 'https://np.example', client: null })
		await expect(setup.client()).rejects.toMatchObject({ code: 'oauth-not-set-up' })
		expect(setup.peek()).toBe('https://np.example')
	})

	it('counts at once, and in other processes, with its secret kept as one', async () => {
		const setup = setupWith()
		await setup.read()
		await setup.store({ url: 'https://np.example', client: CLIENT })
		const client = { instance: 'https://np.example', id: 'id', secret: 'secret', redirectUri: 'https://cloud.example/nextcloud/index.php/apps/integration_openproject/oauth-redirect' }
		await expect(setup.client()).resolves.toEqual(client)
		await expect(setupWith().client()).resolves.toEqual(client)
		for (const [key, value] of appConfig.values) {
			expect(appConfig.sensitive.has(key)).toBe(value.includes('secret'))
		}
	})

	it('as an address that people paste is the instance', async () => {
		appConfig.values.set(ADDRESS_KEY, ' https://np.example/np/login ')
		await expect(setupWith().read()).resolves.toMatchObject({ url: 'https://np.example/np' })
		appConfig.values.set(ADDRESS_KEY, 'np')
		await expect(setupWith().read()).resolves.toBeNull()
	})

	it.each([
		['upstream', '/index.php/apps/integration_openproject/oauth-redirect'],
		['gateway', '/index.php/apps/integration_nepenthes/oauth-redirect'],
		['page', '/index.php/apps/app_api/embedded/integration_nepenthes/main/oauth-redirect'],
	] as const)('decides where Nepenthes sends browsers back to: %s', async (redirect, path) => {
		const setup = setupWith()
		await setup.store({ url: 'https://np.example', client: { ...CLIENT, redirect } })
		expect((await setup.client()).redirectUri).toBe(`https://cloud.example/nextcloud${path}`)
	})

	it('stays good while Nextcloud is away', async () => {
		const setup = setupWith()
		await setup.store({ url: 'https://np.example', client: CLIENT })
		await setup.read()
		appConfig.down = true
		await expect(setup.read()).resolves.toMatchObject({ url: 'https://np.example' })
		await expect(setupWith().read()).rejects.toThrow('Nextcloud does not answer')
	})
})

describe('a new address', () => {
	it('drops the OAuth application of the old one', async () => {
		const setup = setupWith()
		await setup.store({ url: 'https://np.example', client: CLIENT })
		await setup.store({ url: 'https://other.example' })
		await expect(setup.read()).resolves.toEqual({ url: 'https://other.example', client: null })
		expect(appConfig.values.has(CLIENT_KEY)).toBe(false)
	})

	it('that the form of the settings stored never gets the secret of the old one', async () => {
		await setupWith().store({ url: 'https://np.example', client: CLIENT })
		appConfig.values.set(ADDRESS_KEY, 'https://other.example')
		await expect(setupWith().read()).resolves.toEqual({ url: 'https://other.example', client: null })
	})

	it('that is the same one written otherwise drops nothing', async () => {
		const setup = setupWith()
		await setup.store({ url: 'https://np.example', client: CLIENT })
		appConfig.values.set(ADDRESS_KEY, 'HTTPS://NP.example:443/')
		await setup.store({ url: 'https://np.example' })
		await expect(setup.client()).resolves.toMatchObject({ id: 'id' })
	})

	it('with an OAuth application takes that one', async () => {
		const setup = setupWith()
		await setup.store({ url: 'https://np.example', client: CLIENT })
		await setup.store({ url: 'https://other.example', client: { ...CLIENT, id: 'other' } })
		await expect(setup.client()).resolves.toMatchObject({ instance: 'https://other.example', id: 'other' })
	})
})

describe('the environment', () => {
	const fixed = { url: 'https://fixed.example/np', client: { id: 'fixed', secret: 'also fixed' } }

	it('comes before what was entered, and needs no Nextcloud', async () => {
		await setupWith().store({ url: 'https://np.example', client: CLIENT })
		appConfig.down = true
		await expect(setupWith(fixed).client()).resolves.toMatchObject({ instance: 'https://fixed.example/np', id: 'fixed', secret: 'also fixed' })
		expect(setupWith(fixed).peek()).toBe('https://fixed.example/np')
	})

	it('with an address alone does not take the OAuth application of another one', async () => {
		await setupWith().store({ url: 'https://np.example', client: CLIENT })
		await expect(setupWith({ url: fixed.url }).read()).resolves.toEqual({ url: fixed.url, client: null })
	})

	it('chooses the way back, else what fits the listeners does', async () => {
		expect((await setupWith(fixed, 'page').client()).redirectUri).toContain('/embedded/')
		expect((await setupWith({ ...fixed, redirect: 'gateway' }, 'page').client()).redirectUri).toContain('/apps/integration_nepenthes/')
		await setupWith().store({ url: 'https://np.example', client: CLIENT })
		expect((await setupWith({ redirect: 'gateway' }).client()).redirectUri).toContain('/apps/integration_nepenthes/')
	})
})

it.each(['nonsense', '[]', '{"instance":"https://np.example","id":"id","secret":""}', '{"instance":"https://np.example","id":"id","secret":"x","redirect":"home"}'])('an OAuth application that cannot be read is none: %s', async (text) => {
	appConfig.values.set(ADDRESS_KEY, 'https://np.example')
	appConfig.values.set(CLIENT_KEY, text)
	await expect(setupWith().read()).resolves.toEqual({ url: 'https://np.example', client: null })
})
