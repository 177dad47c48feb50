// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EntryName } from '../assets.ts'

import { APP_ID } from '../config.ts'

/** The upstream app, whose name Nepenthes expects in some addresses (nepenthes-api 1.2, 7). */
const UPSTREAM_APP_ID = 'integration_openproject'

/** What a path is to the gateway. */
export type PathKind
	/** Served by the gateway itself. */
	= | 'own'
	/** May be an HTML page of a signed-in user, which gets our script. */
		| 'page'
	/** Where Nepenthes sends browsers back to in the upstream app's name: the gateway's own if the attempt to connect is. */
		| 'oauth-redirect'
	/** Where a user grants another program access to Nextcloud. */
		| 'grant'
	/** Ends the session: what is remembered of it is dropped. */
		| 'logout'
	/** An OCS answer that Nepenthes is added to. */
		| 'ocs'
	/** Nextcloud's alone; need not pass the gateway. */
		| 'nextcloud'

interface PathRule {
	kind: PathKind
	/** Which paths, in words. */
	what: string
	/**
	 * A regular expression against the path as sent, below the web root. Kept to what RE2 and PCRE both know, since
	 * the examples for reverse proxies are made from it.
	 */
	pattern: string
}

const STATIC_FILE = '\\.(?:css|js|mjs|map|json|svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|otf|wasm|mp3|mp4|ogg|webm|txt)'

/** Every path that the gateway cares about. The first rule that matches decides; what none matches is Nextcloud's. */
export const PATH_RULES: readonly PathRule[] = [
	{ kind: 'own', what: 'the app\'s API and its built files', pattern: `^(?:/index\\.php)?/apps/${APP_ID}/` },
	{ kind: 'nextcloud', what: 'other apps behind AppAPI\'s proxy', pattern: '^(?:/index\\.php)?/apps/app_api/proxy/' },
	// Their editors are framed pages with rules of their own.
	{ kind: 'nextcloud', what: 'Nextcloud Office', pattern: '^(?:/index\\.php)?/apps/richdocuments' },
	{ kind: 'nextcloud', what: 'static files', pattern: `^/apps/.*${STATIC_FILE}$` },
	{ kind: 'logout', what: 'signing out', pattern: '^(?:/index\\.php)?/logout$' },
	{ kind: 'oauth-redirect', what: 'the way back from Nepenthes', pattern: `^(?:/index\\.php)?/apps/${UPSTREAM_APP_ID}/oauth-redirect$` },
	{ kind: 'grant', what: 'granting Nepenthes access to Nextcloud', pattern: '^(?:/index\\.php)?/login/flow$' },
	{ kind: 'page', what: 'the start page', pattern: '^/(?:index\\.php/?)?$' },
	{ kind: 'page', what: 'pages of apps', pattern: '^(?:/index\\.php)?/apps/' },
	{ kind: 'page', what: 'pages of the server', pattern: '^(?:/index\\.php)?/(?:settings|f|u|call|contacts)(?:/|$)' },
	{ kind: 'ocs', what: 'search, link previews, dashboard, capabilities, navigation', pattern: '^/ocs/v[12]\\.php/(?:search|references|apps/dashboard|cloud/capabilities|core/navigation)(?:/|$)' },
]

const COMPILED = PATH_RULES.map(({ kind, pattern }) => ({ kind, expression: new RegExp(pattern) }))

/** The path of a request target, without query: its own bytes, neither decoded nor normalised. */
export function pathOf(target: string): string {
	const end = target.search(/[?#]/)
	return end === -1 ? target : target.slice(0, end)
}

/**
 * What a path is to the gateway.
 *
 * @param path as sent, without query
 * @param webroot '' or '/nextcloud'
 */
export function kindOf(path: string, webroot: string): PathKind {
	if (!path.startsWith(webroot)) {
		return 'nextcloud'
	}
	const below = path.slice(webroot.length)
	return COMPILED.find(({ expression }) => expression.test(below))?.kind ?? 'nextcloud'
}

/** The path of one of our own requests below the app's prefix: `/api/me`. Only for paths of kind `own` and `oauth-redirect`. */
export function ownPath(target: string, webroot: string): string {
	return target.slice(webroot.length).replace(new RegExp(`^(?:/index\\.php)?/apps/(?:${APP_ID}|${UPSTREAM_APP_ID})`), '')
}

/** Where the built files are found from a page, below the web root. */
export function assetUrl(webroot: string, file: string): string {
	return `${webroot}/apps/${APP_ID}/${file}`
}

/** Which script a page gets: Files needs its registrations before it draws, so they are in a script of their own. */
export function entryFor(path: string, webroot: string): EntryName {
	return /^(?:\/index\.php)?\/apps\/files(?:\/|$)/.test(path.slice(webroot.length)) ? 'files' : 'main'
}

/** Whether a page is the dashboard, on which our script draws a widget that Nextcloud would otherwise draw itself. */
export function isDashboard(path: string, webroot: string): boolean {
	return /^(?:\/index\.php)?\/apps\/dashboard\/?$/.test(path.slice(webroot.length))
}
