// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { describe, expect, test } from 'vitest'
import { instanceUrl } from '../../sidecar/api/nepenthes-setup.ts'
import { ConfigError, readConfig } from '../../sidecar/config.ts'

const environment = {
	APP_ID: 'integration_nepenthes',
	APP_SECRET: 'a secret of some length',
	APP_VERSION: '0.1.0',
	APP_HOST: '0.0.0.0',
	APP_PORT: '9031',
	NEXTCLOUD_URL: 'https://cloud.example/',
}

/** The lines by which a configuration is refused. */
function refusal(env: Record<string, string | undefined>): readonly string[] {
	try {
		readConfig({ ...environment, ...env })
	} catch (error) {
		expect(error).toBeInstanceOf(ConfigError)
		return (error as ConfigError).lines
	}
	return []
}

describe('the environment', () => {
	test('as AppAPI sets it is enough', () => {
		const config = readConfig(environment)
		expect(config).toMatchObject({
			app: { version: '0.1.0' },
			exapp: { host: '0.0.0.0', port: 9031 },
			gateway: { host: '127.0.0.1', port: 8080 },
			nextcloud: { url: 'https://cloud.example', webroot: '' },
			nepenthes: { url: null, client: null, redirect: null },
			forwardTimeout: 300_000,
			stopTimeout: 30_000,
			logLevel: 'info',
		})
		expect([...config.roles]).toEqual(['exapp', 'gateway'])
	})

	test.for([
		['https://cloud.example/index.php', 'https://cloud.example', ''],
		['https://cloud.example/nextcloud/index.php/', 'https://cloud.example/nextcloud', '/nextcloud'],
		['http://[::1]:8081/a/b/', 'http://[::1]:8081/a/b', '/a/b'],
	])('knows the web root of %s', ([entered, url, webroot]) => {
		expect(readConfig({ ...environment, NEXTCLOUD_URL: entered }).nextcloud).toEqual({ url, webroot, publicUrl: null })
	})

	test('may lead to Nextcloud past the gateway', () => {
		expect(readConfig({ ...environment, NEXTCLOUD_UPSTREAM: 'http://127.0.0.1:8081' }).nextcloud.url).toBe('http://127.0.0.1:8081')
	})

	test.for([
		['https://cloud.example/', 'https://cloud.example'],
		['https://Cloud.example:443/next/cloud//', 'https://cloud.example/next/cloud'],
		['https://cloud.example/next/index.php/', 'https://cloud.example/next'],
		['http://10.0.0.1:8081', 'http://10.0.0.1:8081'],
	])('may say under which address people know Nextcloud: %s', ([entered, publicUrl]) => {
		expect(readConfig({ ...environment, NEXTCLOUD_UPSTREAM: 'http://127.0.0.1:8081', NEXTCLOUD_PUBLIC_URL: entered }).nextcloud).toMatchObject({ url: 'http://127.0.0.1:8081', publicUrl })
	})

	test('may hold all that Nepenthes has to be set up with', () => {
		const { nepenthes } = readConfig({
			...environment,
			NEPENTHES_URL: 'https://np.example/np/',
			NEPENTHES_CLIENT_ID: ' id ',
			NEPENTHES_CLIENT_SECRET: ' secret\n',
			NEPENTHES_REDIRECT: 'gateway',
		})
		expect(nepenthes).toEqual({ url: 'https://np.example/np', client: { id: 'id', secret: 'secret' }, redirect: 'gateway' })
	})

	test.for(['upstream', 'gateway', 'page'])('knows the way back from Nepenthes that is called %s', (redirect) => {
		expect(readConfig({ ...environment, NEPENTHES_REDIRECT: redirect }).nepenthes.redirect).toBe(redirect)
	})

	test('takes what is empty for what is not there', () => {
		const empty = { NEPENTHES_URL: '', NEPENTHES_CLIENT_ID: '', NEPENTHES_CLIENT_SECRET: ' ', NEPENTHES_REDIRECT: '', NEXTCLOUD_PUBLIC_URL: '' }
		expect(readConfig({ ...environment, ...empty })).toMatchObject({ nepenthes: { url: null, client: null, redirect: null }, nextcloud: { publicUrl: null } })
	})

	test('with HaRP means its socket', () => {
		expect(readConfig({ ...environment, HP_SHARED_KEY: 'k', APP_PORT: undefined }).exapp).toEqual({ path: '/tmp/exapp.sock' })
	})

	test('of a gateway alone needs no port for AppAPI', () => {
		expect([...readConfig({ ...environment, SIDECAR_ROLES: ' gateway ', APP_PORT: undefined }).roles]).toEqual(['gateway'])
	})

	test('names trusted proxies of both families', () => {
		const { trustedProxies } = readConfig({ ...environment, TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1 fd00::/8' })
		expect(trustedProxies.check('10.255.0.1')).toBe(true)
		expect(trustedProxies.check('192.0.2.1')).toBe(true)
		expect(trustedProxies.check('192.0.2.2')).toBe(false)
		expect(trustedProxies.check('fd12::1', 'ipv6')).toBe(true)
	})
})

describe('what is wrong is named, in one line each', () => {
	test('everything at once', () => {
		const lines = refusal({ APP_ID: undefined, APP_SECRET: ' ', APP_VERSION: undefined, APP_PORT: undefined, NEXTCLOUD_URL: undefined })
		expect(lines.map((line) => line.split(' ')[0])).toEqual(['APP_ID', 'APP_SECRET', 'APP_VERSION', 'APP_PORT', 'NEXTCLOUD_URL'])
	})

	test.for([
		[{ APP_ID: 'other' }, 'APP_ID is "other"'],
		[{ APP_SECRET: 'short' }, 'APP_SECRET is too short'],
		[{ APP_PORT: '70000' }, 'APP_PORT is "70000"'],
		[{ APP_PORT: '80.5' }, 'APP_PORT is "80.5"'],
		[{ GATEWAY_PORT: 'http' }, 'GATEWAY_PORT is "http"'],
		[{ NEXTCLOUD_URL: 'cloud.example' }, 'NEXTCLOUD_URL is "cloud.example"'],
		[{ NEXTCLOUD_URL: 'ftp://cloud.example' }, 'NEXTCLOUD_URL is "ftp://cloud.example"'],
		[{ NEPENTHES_URL: 'https://np.example/?a=b' }, 'NEPENTHES_URL is "https://np.example/?a=b"'],
		[{ NEPENTHES_CLIENT_ID: 'id' }, 'NEPENTHES_CLIENT_SECRET is missing'],
		[{ NEPENTHES_CLIENT_SECRET: 'secret' }, 'NEPENTHES_CLIENT_ID is missing'],
		[{ NEPENTHES_REDIRECT: 'Gateway' }, 'NEPENTHES_REDIRECT is "Gateway"'],
		[{ NEXTCLOUD_PUBLIC_URL: 'cloud.example' }, 'NEXTCLOUD_PUBLIC_URL is "cloud.example"'],
		[{ NEXTCLOUD_PUBLIC_URL: 'https://cloud.example/?x' }, 'NEXTCLOUD_PUBLIC_URL is "https://cloud.example/?x"'],
		[{ NEXTCLOUD_UPSTREAM: 'nonsense' }, 'NEXTCLOUD_UPSTREAM is "nonsense"'],
		[{ SIDECAR_ROLES: 'exapp,proxy' }, 'SIDECAR_ROLES names "proxy"'],
		[{ TRUSTED_PROXIES: '10.0.0.0/33' }, 'TRUSTED_PROXIES names "10.0.0.0/33"'],
		[{ TRUSTED_PROXIES: '10.0.0.0/8/9' }, 'TRUSTED_PROXIES names "10.0.0.0/8/9"'],
		[{ TRUSTED_PROXIES: 'proxy.example' }, 'TRUSTED_PROXIES names "proxy.example"'],
		[{ FORWARD_TIMEOUT: '0' }, 'FORWARD_TIMEOUT is "0"'],
		[{ STOP_TIMEOUT: '-1' }, 'STOP_TIMEOUT is "-1"'],
		[{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"'],
	] as const)('%j', ([change, words]) => {
		const lines = refusal(change)
		expect(lines).toHaveLength(1)
		expect(lines[0]).toContain(words)
	})

	test('without the secret of the OAuth application', () => {
		expect(refusal({ NEPENTHES_CLIENT_SECRET: 'hunter2', NEPENTHES_REDIRECT: 'x' }).join()).not.toContain('hunter2')
	})

	test.for(['https://admin:hunter2@np.example', 'https://admin:x@hunter2@np.example', 'https://:hunter2@np.example', 'ftp://u:hunter2@np.example', 'https://u:hunter2/@np.example:no'])('without the password of an address: %s', (address) => {
		const lines = refusal({ NEPENTHES_URL: address })
		expect(lines).toHaveLength(1)
		expect(lines[0]).not.toContain('hunter2')
	})
})

test.for([
	['https://np.example', 'https://np.example'],
	[' https://np.example/ ', 'https://np.example'],
	['https://np.example/api/v3/', 'https://np.example'],
	['https://np.example/np/login', 'https://np.example/np'],
	['HTTPS://NP.example:443/np', 'https://np.example/np'],
	['np.example', null],
	['javascript:alert(1)', null],
	['https://admin:secret@np.example', null],
	['', null],
])('an address of Nepenthes as people paste it: %s', ([entered, url]) => {
	expect(instanceUrl(entered!)).toBe(url)
})
