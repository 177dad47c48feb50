// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { APP_ID, readConfig } from '../../sidecar/config.ts'
import { readManifest } from '../../sidecar/exapp/manifest.ts'
import { registrationOf } from '../../sidecar/exapp/registration.ts'

const manifest = readManifest()
const packageJson = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
const compose = readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8')

/** As AppAPI's proxy decides: the first route that matches, by `~^(?:url)~i`, and its level. */
function levelOf(method: string, path: string) {
	return manifest.routes.find(({ url, verb }) => new RegExp(`^(?:${url})`, 'i').test(path) && verb.includes(method))?.accessLevel ?? 'none'
}

/** What AppAPI itself sets in a container (nextcloud-contract 1.1). */
const APP_API_VARIABLES = ['APP_ID', 'APP_SECRET', 'APP_VERSION', 'APP_HOST', 'APP_PORT', 'NEXTCLOUD_URL', 'HP_SHARED_KEY']

describe('the manifest', () => {
	it('names this app and this version everywhere', () => {
		expect(manifest.id).toBe(APP_ID)
		expect(manifest.version).toBe(packageJson.version)
		expect(manifest.image.tag).toBe(packageJson.version)
		expect(compose).toContain(`APP_VERSION: ${packageJson.version}`)
	})

	it('fits into the columns of AppAPI', () => {
		expect(manifest.id.length).toBeLessThanOrEqual(32)
		expect(manifest.name.length).toBeLessThanOrEqual(32)
		for (const { url, verb } of manifest.routes) {
			expect(url.length).toBeLessThanOrEqual(512)
			expect(verb.length).toBeLessThanOrEqual(64)
		}
	})

	it('anchors every route at both ends and asks only for what the proxy can carry', () => {
		for (const { url, verb } of manifest.routes) {
			expect(url).toMatch(/^\^.*\$$/)
			expect(['GET', 'POST', 'PUT', 'DELETE']).toEqual(expect.arrayContaining(verb.split(',')))
		}
	})

	it.each([
		['GET', '/js/main.js', 'PUBLIC'],
		['GET', '/img/app.svg', 'PUBLIC'],
		['GET', '/assets/main-Bx3_-a1.js', 'PUBLIC'],
		['GET', '/api/me', 'USER'],
		['POST', '/api/connection', 'USER'],
		['GET', '/api/files/77/work-packages', 'USER'],
		['PUT', '/api/files/77/work-packages/1', 'USER'],
		['DELETE', '/api/connection', 'USER'],
	])('opens %s %s to %s', (method, path, level) => {
		expect(levelOf(method, path)).toBe(level)
	})

	it.each([
		'/heartbeat',
		'/init',
		'/enabled',
		'/ENABLED',
		'/enabled?enabled=0',
		'/occ/setup',
		'/setup_checks',
		'/',
		'/api',
		'/api/',
		'/assets/',
		'/assets/../enabled',
		'/assets/a/b.js',
		'/x/api/me',
		'/x/js/main.js',
		'/js/main.js.map',
		'/img/appXsvg',
	])('keeps %s from the proxy', (path) => {
		for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
			expect(levelOf(method, path)).toBe('none')
		}
	})

	it('lets nobody change anything without a user', () => {
		for (const method of ['POST', 'PUT', 'DELETE']) {
			expect(levelOf(method, '/js/main.js')).toBe('none')
			expect(levelOf(method, '/assets/main.js')).toBe('none')
		}
	})

	it('declares just the variables that the sidecar reads', () => {
		const read = new Set<string>()
		const env = new Proxy({ APP_ID, APP_SECRET: 'x'.repeat(16), APP_VERSION: '0.1.0', APP_PORT: '9031', NEXTCLOUD_URL: 'https://cloud.example' } as Record<string, string>, {
			get(target, name) {
				read.add(String(name))
				return Reflect.get(target, name)
			},
		})
		readConfig(env)
		const declared = manifest.environmentVariables.map(({ name }) => name)
		expect(declared.toSorted()).toEqual([...read].filter((name) => !APP_API_VARIABLES.includes(name)).toSorted())
	})

	it('declares defaults that the sidecar accepts', () => {
		const defaults = Object.fromEntries(manifest.environmentVariables.map((variable) => [variable.name, variable.default]))
		expect(() => readConfig({ ...defaults, APP_ID, APP_SECRET: 'x'.repeat(16), APP_VERSION: '0.1.0', APP_PORT: '9031', NEXTCLOUD_URL: 'https://cloud.example' })).not.toThrow()
	})
})

describe('the registration by hand', () => {
	const registration = registrationOf(manifest, { daemon: 'manual_install', port: 9031, secret: 's'.repeat(32) })

	it('has levels as numbers: words would open routes to everybody', () => {
		expect(registration.routes.map(({ access_level: level }) => level)).toEqual([0, 0, 0, 1, 1])
	})

	it('tells what AppAPI needs to reach the app', () => {
		expect(registration).toMatchObject({ id: APP_ID, version: packageJson.version, daemon_config_name: 'manual_install', port: 9031, secret: 's'.repeat(32) })
	})
})
