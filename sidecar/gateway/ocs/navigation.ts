// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { OcsRoute, OcsRouteOptions } from './index.ts'

import { APP_ID } from '../../config.ts'
import { assetUrl } from '../paths.ts'
import { wordsFor } from '../words.ts'
import { within } from './within.ts'

/** Milliseconds for our own part; then the menu is Nextcloud's alone. */
const PATIENCE = 2_000

interface Entry {
	id?: unknown
	order?: unknown
}

/**
 * The entries of the app menu with the one that leads to Nepenthes, which stands beside the app's own (nextcloud-contract 6.9).
 *
 * @param entries in the order in which they are shown
 * @param options
 * @param options.webroot with the host before it where addresses are to hold outside of pages too
 * @param options.nepenthesUrl
 * @param options.language of the user
 */
export function withNavigationLink(entries: readonly unknown[], { webroot, nepenthesUrl, language }: { webroot: string, nepenthesUrl: string, language: string }): unknown[] {
	const link = {
		id: APP_ID,
		order: 100,
		href: nepenthesUrl,
		icon: assetUrl(webroot, 'img/app.svg'),
		type: 'link',
		name: wordsFor(language).navigationLink,
		app: APP_ID,
		active: false,
		unread: 0,
		classes: '',
		default: false,
	}
	const others = (entries as Entry[]).filter(({ id }) => id !== APP_ID)
	const own = others.findIndex(({ id }) => id === `app_api_${APP_ID}_main`)
	return others.toSpliced(own === -1 ? others.length : own + 1, 0, link)
}

/** The entry of the app menu, for those who have switched it on. */
export function navigationRoutes({ webroot, api: { setup, userSettings, nextcloudAddress } }: OcsRouteOptions): OcsRoute[] {
	return [{
		method: 'GET',
		pattern: /^\/core\/navigation\/apps$/,
		async answer(exchange) {
			const nepenthesUrl = setup.peek()
			if (nepenthesUrl === null) {
				return null
			}
			const { who, language } = await exchange.session()
			if (!(await within(PATIENCE, userSettings.of(who.id))).navigationLink.value) {
				return null
			}
			const isAbsolute = !['', '0', 'false'].includes(exchange.query.get('absolute')?.toLowerCase() ?? '')
			const [own, root] = await Promise.all([exchange.ask(), isAbsolute ? within(PATIENCE, nextcloudAddress.read()) : webroot])
			return Array.isArray(own.data) ? { of: own, data: withNavigationLink(own.data, { webroot: root, nepenthesUrl, language }) } : null
		},
	}]
}
