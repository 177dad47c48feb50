// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { randomBytes } from 'node:crypto'

const nonce = randomBytes(32).toString('base64')

/** The headers that tell a page of a signed-in user (nextcloud-contract 5.1, 5.5). */
export const pageHeaders = {
	'Content-Type': 'text/html; charset=UTF-8',
	'X-User-Id': 'alice',
	'Content-Security-Policy': `default-src 'none';base-uri 'none';script-src 'nonce-${nonce}';script-src-elem 'strict-dynamic' 'nonce-${nonce}';style-src 'self' 'unsafe-inline';img-src 'self' data: blob:;connect-src 'self'`,
}

/** Lengths of the states that stand on every page, the capabilities first; most of the others are flags. */
const STATES = [6940, 1944, 1708, 692, 556, 420, 372, 328, 260, 212, 204, 100, 96, 72, 32, 28, 16, 16, 12, ...Array<number>(24).fill(8)]

const times = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('\n')

/** Text that compresses like code. */
const words = (length: number) => 'var oc_appswebroots={"files":"\\/apps\\/files","text":"\\/apps\\/text"};'.repeat(Math.ceil(length / 70)).slice(0, length)

/** A state that encodes to this length, and compresses like the lists that Nextcloud keeps there. */
function state(name: string, length: number): string {
	const entries = Array.from({ length: Math.ceil(length / 60) }, (_, i) => ({ code: `en_${i}`, name: `Language of ${randomBytes(4).toString('hex')}` }))
	const value = Buffer.from(JSON.stringify(entries)).toString('base64').slice(0, Math.ceil(length / 4) * 4)
	return `\t\t\t<input type="hidden" id="initial-state-${name}" value="${value}">`
}

/**
 * A page as large and as dense as those of a Nextcloud 34 (nextcloud-contract 5.1): a small one has few scripts and
 * states, the one of Files many, and large ones have a large state, as the list of languages and time zones in the
 * personal settings.
 *
 * @param size bytes
 */
export function nextcloudPage(size: number): Buffer {
	const dense = size > 20_000
	const start = `<!DOCTYPE html>
<html class="ng-csp" data-placeholder-focus="false" lang="en" data-locale="en" translate="no" >
	<head data-user="alice" data-user-displayname="Alice Example" data-requesttoken="${randomBytes(32).toString('base64')}:${nonce}">
		<meta charset="utf-8">
		<title>Files - Nextcloud</title>
		<meta name="csp-nonce" nonce="${nonce}">
		<meta name="viewport" content="width=device-width, initial-scale=1.0, minimum-scale=1.0">
${times(dense ? 34 : 16, (i) => `<link rel="stylesheet" href="/apps/app${i}/css/app${i}-main.css?v=9af0ab3a-0">`)}
		<script nonce="${nonce}" type="importmap">{"imports":{${words(dense ? 2100 : 500)}}}</script>
${times(dense ? 42 : 8, (i) => `<script nonce="${nonce}" ${i % 3 === 0 ? 'type="module"' : 'defer'} src="/dist/app${i}-main.js?v=9af0ab3a-0"></script>`)}
		<script nonce="${nonce}">${words(dense ? 4150 : 2000)}</script>
	</head>
	<body dir="ltr" id="body-user" data-theme-default  data-themes=default>
		<noscript><div id="nojavascript"><div>This application requires JavaScript for correct operation.</div></div></noscript>
		<div id="initial-state-container" style="display: none;">
${STATES.slice(dense ? 0 : 1, dense ? undefined : 20).map((length, i) => state(`app${i}-key`, length)).join('\n')}
`
	const end = `
		</div>
		<div id="skip-actions"><a href="#app-content" class="button primary skip-navigation skip-content">Skip to main content</a></div>
		<header id="header">
			<div class="header-start"><a href="/" id="nextcloud"><div class="logo logo-icon"></div></a><nav id="header-start__appmenu"></nav></div>
			<div class="header-end"><div id="unified-search"></div><div id="notifications"></div><div id="contactsmenu"></div><div id="user-menu"></div></div>
		</header>
		<div id="content" class="app-files"><h1 class="hidden-visually" id="page-heading-level-1">Files</h1></div>
		<div id="profiler-toolbar"></div>
	</body>
</html>
`
	return Buffer.from(start + state('settings-parameters', Math.max(0, size - start.length - end.length - 80)) + end)
}
