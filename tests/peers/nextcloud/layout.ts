// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PolicyExtension } from './content-security-policy.ts'
import type { InitialState } from './initial-state.ts'
import type { Instance } from './instance.ts'

import { contentSecurityPolicy } from './content-security-policy.ts'
import { escapeHtml } from './html.ts'
import { initialStateContainer } from './initial-state.ts'
import { pageGlobals } from './page-globals.ts'
import { assetVersion, shellStyles } from './page-scripts.ts'
import { maskRequestToken } from './session/request-token.ts'
import { themeHead, themesOf } from './theming/theme-head.ts'
import { visitorOf } from './visitor.ts'

export interface Page {
	/**
	 * - `user` and `settings`: for who is signed in;
	 * - `guest`: sign-in, errors;
	 * - `public`: public links.
	 */
	layout: 'user' | 'settings' | 'guest' | 'public'
	/** Without the name of the product. */
	title: string
	/** Id of the app that the page belongs to: class of the content, and what is active in the menu. */
	app: string
	/** HTML of the content. */
	content: string
	states?: InitialState
	/** Paths below the web root, or from AppAPI's proxy, without version. `.mjs` files become modules, others deferred classic scripts. */
	scripts?: string[]
	styles?: string[]
	policy?: PolicyExtension
	status?: number
	/** Overrides the header's `no-referrer`, with which browsers name no origin when they send a form. */
	referrer?: 'same-origin'
	/** The 404 page of the real one has an empty token, and does not say who is signed in. */
	anonymous?: boolean
}

const noscript = `\t\t<noscript>
	<div id="nojavascript">
		<div>
			This application requires JavaScript for correct operation. Please <a href="https://www.enable-javascript.com/" target="_blank" rel="noreferrer noopener">enable JavaScript</a> and reload the page.\t\t</div>
	</div>
</noscript>
`

/** Sends a page in the markup of the real server, as far as anyone looks at it. */
export function sendPage(instance: Instance, request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
	const { session, user } = visitorOf(request)
	const { token, nonce } = maskRequestToken(session.requestSecret)
	const signedIn = page.layout === 'user' || page.layout === 'settings'
	reply.status(page.status ?? 200).type('text/html; charset=UTF-8').headers({
		'content-security-policy': contentSecurityPolicy(nonce, user !== undefined, page.policy),
		'feature-policy': 'autoplay \'self\';camera \'none\';fullscreen \'self\';geolocation \'none\';microphone \'none\';payment \'none\'',
	})
	const named = user && page.layout !== 'public' && !page.anonymous
		? `data-user="${escapeHtml(user.uid)}" data-user-displayname="${escapeHtml(user.displayName)}"`
		: ''
	// Signed-in layouts have their head tag on one line; the others break it.
	const head = signedIn
		? `\t<head ${named} data-requesttoken="${escapeHtml(token)}">`
		: `\t<head\n${named === '' ? '' : `\t${named}\n`} data-requesttoken="${page.anonymous ? '' : escapeHtml(token)}">`
	const themes = themesOf(user)
	return reply.send(`<!DOCTYPE html>
<html class="ng-csp" data-placeholder-focus="false" lang="${(user?.language ?? 'en').replace('_', '-')}" data-locale="${user?.language ?? 'en'}" translate="no" >
${head}
		<meta charset="utf-8">
		<title>
			${escapeHtml(titleOf(page, signedIn))}\t\t</title>
		<meta name="csp-nonce" nonce="${nonce}">
		<meta name="viewport" content="width=device-width, initial-scale=1.0, minimum-scale=1.0">
		<meta name="theme-color" content="#00679e">
		<link rel="icon" href="${instance.addresses.file('/core/img/favicon.svg')}">
${styles(instance, page)}${scripts(instance, page, nonce)}<script nonce="${nonce}">
${pageGlobals(instance, user, session)}
</script>
		${page.referrer ? `<meta name="referrer" content="${page.referrer}"/>` : ''}${themeHead(instance)}\t</head>
	<body ${signedIn ? `dir="${directionOf(user?.language ?? 'en')}" ` : ''}id="body-${page.layout === 'guest' ? 'login' : page.layout}" ${signedIn ? `${themes.map((theme) => `data-theme-${theme}`).join(' ')}  data-themes=${themes.join(',')}` : ' data-themes=""'}>
${noscript}${initialStateContainer(page.states ?? {})}${body(instance, page)}\t</body>
</html>
`)
}

/** The way in which a language is written. */
function directionOf(language: string): 'ltr' | 'rtl' {
	return ['ar', 'he', 'fa', 'ur'].includes(language) ? 'rtl' : 'ltr'
}

function titleOf(page: Page, signedIn: boolean): string {
	return page.title === '' ? 'Nextcloud' : `${page.title} ${signedIn ? '-' : '–'} Nextcloud`
}

function versioned(instance: Instance, path: string): string {
	const address = path.startsWith('/index.php/') ? path : instance.addresses.file(path)
	return `${address}?v=${assetVersion}-0`
}

function styles(instance: Instance, page: Page): string {
	return [...page.layout === 'guest' || page.layout === 'public' ? ['/core/css/guest.css'] : shellStyles, ...page.styles ?? []]
		.map((path) => `\t\t<link rel="stylesheet" href="${escapeHtml(versioned(instance, path))}">\n`).join('')
}

function scripts(instance: Instance, page: Page, nonce: string): string {
	return (page.scripts ?? []).map((path) => {
		const kind = path.endsWith('.mjs') ? 'type="module"' : 'defer'
		return `<script nonce="${nonce}" ${kind} src="${escapeHtml(versioned(instance, path))}"></script>\n`
	}).join('')
}

function body(instance: Instance, page: Page): string {
	if (page.layout === 'guest') {
		return guestBody(page.content)
	}
	if (page.layout === 'public') {
		return publicBody(instance, page)
	}
	return `
		<div id="skip-actions">
			<a href="#app-content" class="button primary skip-navigation skip-content">Skip to main content</a>\t\t\t<a href="#app-navigation" class="button primary skip-navigation">Skip to navigation of app</a>\t\t</div>

		<header id="header">
			<div class="header-start">
				<a href="${instance.addresses.file('/')}"
					aria-label="Go to Dashboard"
					id="nextcloud">
					<div class="logo logo-icon"></div>
				</a>

				<nav id="header-start__appmenu"></nav>
			</div>

			<div class="header-end">
				<div id="unified-search"></div>
				<div id="notifications"></div>
				<div id="contactsmenu"></div>
				<div id="user-menu"></div>
			</div>
		</header>

		<div id="content" class="app-${page.app}">
			<h1 class="hidden-visually" id="page-heading-level-1">
				${escapeHtml(page.title || 'Nextcloud')}\t\t\t</h1>
			${page.content}\t\t</div>
		<div id="profiler-toolbar"></div>
`
}

function guestBody(content: string): string {
	return `\t\t<div class="wrapper">
			<div class="v-align">
									<header>
						<div id="header" class="header-guest">
							<div class="logo"></div>
						</div>
					</header>
								<div class="guest-content">
					<h1 class="hidden-visually">
						Nextcloud\t\t\t\t\t</h1>
					${content}
				</div>
			</div>
		</div>
				<footer class="guest-box ">
			<p class="info">
				<a href="https://nextcloud.com" target="_blank" rel="noreferrer noopener" class="entity-name">Nextcloud</a> – a safe home for all your data\t\t\t</p>
		</footer>
`
}

function publicBody(instance: Instance, page: Page): string {
	return `\t\t<header id="header">
			<div class="header-start">
				<a href="${instance.addresses.file('/')}" id="nextcloud"><div class="logo logo-icon"></div></a>
				<span class="header-title">${escapeHtml(page.title)}</span>
			</div>
			<div class="header-end"><div id="public-page-menu"></div></div>
		</header>
		<main id="content" class="app-${page.app}">
			${page.content}
		</main>
`
}
