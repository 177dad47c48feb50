// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { describe, expect, test } from 'vitest'
import { entryFor, kindOf, ownPath, pathOf } from '../../sidecar/gateway/paths.ts'
import { REVERSE_PROXIES } from '../../sidecar/gateway/reverse-proxy.ts'
import { LOOP_HEADER } from '../../sidecar/nextcloud/loop.ts'

describe('what a path is to the gateway', () => {
	test.for([
		['/apps/integration_nepenthes/api/me', 'own'],
		['/index.php/apps/integration_nepenthes/assets/main-1.js', 'own'],
		['/apps/integration_nepenthes/%zz', 'own'],
		['/apps/integration_nepenthes', 'page'],
		['/apps/integration_nepenthes_other/', 'page'],
		['/apps/integration%5Fnepenthes/api/me', 'page'],
		['//apps/integration_nepenthes/api/me', 'nextcloud'],
		['/', 'page'],
		['/index.php', 'page'],
		['/index.php/', 'page'],
		['/apps/files/', 'page'],
		['/apps/files/files/77', 'page'],
		['/index.php/apps/dashboard/', 'page'],
		['/settings/user', 'page'],
		['/settings/admin/overview', 'page'],
		['/f/77', 'page'],
		['/call/abc123', 'page'],
		['/logout', 'logout'],
		['/index.php/logout', 'logout'],
		['/login', 'nextcloud'],
		['/apps/app_api/embedded/integration_nepenthes/main', 'page'],
		['/apps/app_api/proxy/other_app/page.html', 'nextcloud'],
		['/index.php/apps/app_api/proxy/integration_nepenthes/api/me', 'nextcloud'],
		['/apps/richdocuments/index', 'nextcloud'],
		['/apps/files/js/files-main.mjs', 'nextcloud'],
		['/apps/theming/img/background/x.webp', 'nextcloud'],
		['/remote.php/dav/files/alice/page.html', 'nextcloud'],
		['/public.php/dav/files/token/page.html', 'nextcloud'],
		['/s/token', 'nextcloud'],
		['/s/token/download', 'nextcloud'],
		['/exapps/other_app/', 'nextcloud'],
		['/core/css/server.css', 'nextcloud'],
		['/ocs/v2.php/search/providers', 'ocs'],
		['/ocs/v1.php/cloud/capabilities', 'ocs'],
		['/ocs/v2.php/cloud/user', 'nextcloud'],
		['/ocs/v2.php/apps/dashboard/api/v1/widgets', 'ocs'],
		['/remote.php/dav/apps/integration_nepenthes/', 'nextcloud'],
	] as const)('%s → %s', ([path, kind]) => {
		expect(kindOf(path, '')).toBe(kind)
		if (path.startsWith('/') && !path.startsWith('//')) {
			expect(kindOf(`/nextcloud${path}`, '/nextcloud')).toBe(kind)
		}
	})

	test('outside of the web root it is Nextcloud\'s', () => {
		expect(kindOf('/apps/files/', '/nextcloud')).toBe('nextcloud')
		expect(kindOf('/apps/integration_nepenthes/api/me', '/nextcloud')).toBe('nextcloud')
	})
})

test('a path is what stands before query and fragment, as it was sent', () => {
	expect(pathOf('/a%2Fb/../c?x=/y#z')).toBe('/a%2Fb/../c')
	expect(pathOf('/a#b?c')).toBe('/a')
})

test('our own requests are told from each other by what follows the app\'s prefix', () => {
	expect(ownPath('/apps/integration_nepenthes/api/me?x=1', '')).toBe('/api/me?x=1')
	expect(ownPath('/nextcloud/index.php/apps/integration_nepenthes/assets/a.js', '/nextcloud')).toBe('/assets/a.js')
})

test('Files gets a script of its own', () => {
	for (const path of ['/apps/files', '/apps/files/', '/index.php/apps/files/files/7']) {
		expect(entryFor(path, '')).toBe('files')
		expect(entryFor(`/nc${path}`, '/nc')).toBe('files')
	}
	for (const path of ['/apps/files_sharing/', '/apps/dashboard/', '/f/7']) {
		expect(entryFor(path, '')).toBe('main')
	}
})

describe.each(Object.entries(REVERSE_PROXIES))('the example for %s', (_name, example) => {
	const text = example({ gateway: 'http://127.0.0.1:9999', nextcloud: 'http://127.0.0.1:7777/next.cloud', webroot: '/next.cloud' })

	test('sends to the gateway what passes it, and tells by words what that is', () => {
		expect(text).toContain('127.0.0.1:9999')
		for (const words of ['the app\'s API', 'AppAPI\'s proxy', 'static files', 'signing out', 'pages of apps', 'search, link previews']) {
			expect(text).toContain(words)
		}
	})

	test('escapes the web root', () => {
		expect(text).toContain('^/next\\.cloud(?:/index\\.php)?/apps/integration_nepenthes/')
	})

	test('falls back to Nextcloud alone, by its address without a path, and says so', () => {
		expect(text).toMatch(/127\.0\.0\.1:7777(?!\/)/)
		expect(text).toContain('Nextcloud alone')
	})

	test('waits two seconds for a gateway that does not answer at all', () => {
		expect(text).toMatch(/(?:proxy_connect_timeout |connectiontimeout=|dial_timeout )2s?\b/)
	})
})

describe('where the gateway takes no connection', () => {
	const servers = { gateway: 'http://gateway:9999', nextcloud: 'https://nextcloud', webroot: '' }

	test('nginx goes on at Nextcloud, marked so that it never comes back, and with none of what was sent already', () => {
		const text = REVERSE_PROXIES.nginx(servers)
		expect(text).toContain('server nextcloud:443;')
		const [gateway = '', away = ''] = text.split('location @nepenthes_away')
		expect(gateway).toContain('error_page 502 504 = @nepenthes_away;')
		expect(gateway).not.toContain('proxy_intercept_errors')
		expect(away).toContain(`proxy_set_header ${LOOP_HEADER} 1;`)
		expect(away).toContain('if ($upstream_connect_time != "-") {')
		expect(away).toContain('proxy_pass https://nepenthes_nextcloud$request_uri;')
	})

	test('Apache has Nextcloud in hot standby', () => {
		const text = REVERSE_PROXIES.apache(servers)
		expect(text).toMatch(/BalancerMember "http:\/\/gateway:9999" .*retry=10\n\s*BalancerMember "https:\/\/nextcloud:443" status=\+H\n/)
		// Nextcloud's own paths stay where they are.
		expect(text).toContain('richdocuments" "!"')
		expect(text).toContain('/logout$" "balancer://nepenthes"')
	})

	test('Caddy tries the gateway first, then Nextcloud with the whole body', () => {
		const [, block = ''] = /\(nepenthes\) \{([^]*?)\n\}/.exec(REVERSE_PROXIES.caddy({ ...servers, nextcloud: 'http://nextcloud' })) ?? []
		expect(block).toContain('reverse_proxy gateway:9999 nextcloud:80 {')
		for (const line of ['lb_policy first', 'lb_retries 1', 'buffer_requests', 'fail_duration 10s']) {
			expect(block).toContain(line)
		}
	})
})
