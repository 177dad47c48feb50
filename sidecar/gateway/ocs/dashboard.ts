// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { NotifiedWorkPackage } from '../../contract/notifications.ts'
import type { Words } from '../words.ts'
import type { OcsExchange, OwnAnswer } from './exchange.ts'
import type { OcsRoute, OcsRouteOptions } from './index.ts'

import { problemOf } from '../../api/problems.ts'
import { APP_ID } from '../../config.ts'
import { notificationCentreUrl } from '../../nepenthes/work-package-url.ts'
import { assetUrl } from '../paths.ts'
import { hasScriptFailed } from '../script-watch.ts'
import { wordsFor } from '../words.ts'
import { parametersOf } from './exchange.ts'
import { TooLate, within } from './within.ts'

/** Names our widget everywhere. */
export const WIDGET = 'nepenthes_notifications'

/** Where it stands among the widgets. */
const ORDER = 20

/** Milliseconds for our own part; then the widget says that Nepenthes does not answer. */
const PATIENCE = 3_000

/** Rows that clients get that do not say how many (nextcloud-contract 6.5). */
const LIMIT = 7

interface Widgets {
	items: { subtitle: string, title: string, link: string, iconUrl: string, overlayIconUrl: string, sinceId: string }[]
	emptyContentMessage: string
	halfEmptyContentMessage: string
}

/** The panel as the dashboard page knows it; its style brings the icon (nextcloud-contract 6.5). */
export function dashboardPanel({ webroot, nepenthesUrl, language }: { webroot: string, nepenthesUrl: string, language: string }) {
	return {
		id: WIDGET,
		title: wordsFor(language).widgetTitle,
		iconClass: 'icon-nepenthes',
		iconUrl: assetUrl(webroot, 'img/app-dark.svg'),
		url: notificationCentreUrl(nepenthesUrl),
	}
}

/** The widget for clients without our script. */
export function dashboardRoutes({ log, api: { setup, unreadNotifications, nextcloudAddress, nepenthes: { vault } } }: OcsRouteOptions): OcsRoute[] {
	const isConnected = async (userId: string) => (await vault.standing(userId, await setup.client())).state === 'connected'

	const content = async (userId: string, words: Words, { limit, since }: { limit: number, since: number }): Promise<Widgets> => {
		const says = (emptyContentMessage: string, items: Widgets['items'] = []): Widgets => ({ items, emptyContentMessage, halfEmptyContentMessage: '' })
		try {
			const [{ items }, address] = await within(PATIENCE, Promise.all([unreadNotifications(userId, 1), nextcloudAddress.read()]))
			const rows = items.filter(({ newestId }) => newestId > since).slice(0, limit).map((item) => rowOf(item, words, address))
			return says(rows.length === 0 ? words.nothingNew : '', rows)
		} catch (error) {
			const code = error instanceof TooLate ? 'nepenthes-unreachable' : problemOf(error as Error).code
			switch (code) {
				case 'not-connected':
				case 'not-set-up':
				case 'oauth-not-set-up':
					return says(words.connectFirst)
				case 'connection-expired':
					return says(words.connectAgain)
				case 'internal':
					log.error({ err: error }, 'the widget could not be filled')
			}
			return says(words.doesNotAnswer)
		}
	}

	/** The widgets that are asked for: named ones, or those of the user's layout. */
	const wanted = async (exchange: OcsExchange): Promise<readonly unknown[]> => {
		const { widgets } = parametersOf(exchange.query)
		if (Array.isArray(widgets) && widgets.length > 0) {
			return widgets
		}
		const { data } = await exchange.ask({ path: '/apps/dashboard/api/v3/layout', query: new URLSearchParams() })
		const { layout } = (data ?? {}) as { layout?: unknown }
		return Array.isArray(layout) ? layout : []
	}

	const items = async (exchange: OcsExchange, shape: (widget: Widgets) => unknown) => {
		const named = parametersOf(exchange.query).widgets
		if (setup.peek() === null || (Array.isArray(named) && !named.includes(WIDGET))) {
			return null
		}
		// Nextcloud would renew a session that has run out in its answer about the layout, which the browser never sees.
		const { who, language } = await exchange.session()
		if (!(await wanted(exchange)).includes(WIDGET)) {
			return null
		}
		const others = new URLSearchParams([...exchange.query].filter(([name, value]) => !/^widgets\[/.test(name) || value !== WIDGET))
		const [widget, own] = await Promise.all([
			content(who.id, wordsFor(language), {
				limit: limitOf(exchange.query.get('limit')),
				since: Number(exchange.query.get(`sinceIds[${WIDGET}]`) ?? 0) || 0,
			}),
			// Asked for none, Nextcloud would give all.
			Array.isArray(named) && named.every((id) => id === WIDGET) ? null : exchange.ask({ query: others }),
		])
		return answerOf(own, { [WIDGET]: shape(widget) })
	}

	return [
		{
			method: 'GET',
			pattern: /^\/apps\/dashboard\/api\/v1\/widgets$/,
			async answer(exchange) {
				const nepenthesUrl = setup.peek()
				if (nepenthesUrl === null) {
					return null
				}
				const { who, language } = await exchange.session()
				const words = wordsFor(language)
				const [own, address, connected] = await Promise.all([
					exchange.ask(),
					within(PATIENCE, nextcloudAddress.read()),
					within(PATIENCE, isConnected(who.id)).catch(() => true),
				])
				return answerOf(own, {
					[WIDGET]: {
						id: WIDGET,
						title: words.widgetTitle,
						order: ORDER,
						icon_class: 'icon-nepenthes',
						icon_url: address + assetUrl('', 'img/app-dark.svg'),
						widget_url: notificationCentreUrl(nepenthesUrl),
						item_icons_round: true,
						// Nextcloud's dashboard draws what knows version 2 by itself, and then asks no script for it.
						item_api_versions: isDrawnByScript(exchange) ? [1] : [1, 2],
						reload_interval: 60,
						buttons: [
							connected
								? { type: 'more', text: words.openCentre, link: notificationCentreUrl(nepenthesUrl) }
								: { type: 'setup', text: words.connect, link: `${address}/settings/user/${APP_ID}` },
						],
					},
				})
			},
		},
		{
			method: 'GET',
			pattern: /^\/apps\/dashboard\/api\/v1\/widget-items$/,
			answer: (exchange) => items(exchange, (widget) => widget.items),
		},
		{
			method: 'GET',
			pattern: /^\/apps\/dashboard\/api\/v2\/widget-items$/,
			answer: (exchange) => items(exchange, (widget) => widget),
		},
	]
}

/** Of a work package, what one row has room for; pictures are seen in all themes and have the address by which people know Nextcloud. */
function rowOf({ subject, url, project, reasons, actors, newestId }: NotifiedWorkPackage, words: Words, address: string): Widgets['items'][number] {
	const picture = actors.find(({ avatarId }) => avatarId !== null)?.avatarId
	return {
		title: subject,
		subtitle: [words.reasons[reasons[0] ?? 'other'], project.name, actors[0]?.name].filter(Boolean).join(' · '),
		link: url,
		iconUrl: address + assetUrl('', picture === undefined || picture === null ? 'img/app-color.svg' : `api/avatars/${picture}?otherwise=icon`),
		overlayIconUrl: '',
		sinceId: String(newestId),
	}
}

/** Whether a page asks on which our script draws the widget. */
function isDrawnByScript({ request }: OcsExchange): boolean {
	return request.headers['sec-fetch-mode'] !== undefined && request.headers.requesttoken !== undefined && !hasScriptFailed(request)
}

/** Maps of PHP that hold nothing come as empty lists. */
function answerOf(own: OwnAnswer | null, added: Record<string, unknown>) {
	const there = own?.data
	const isMap = typeof there === 'object' && there !== null && !Array.isArray(there)
	if (own !== null && !isMap && !(Array.isArray(there) && there.length === 0)) {
		return null
	}
	return { ...own !== null && { of: own }, data: { ...isMap && there, ...added } }
}

function limitOf(limit: string | null): number {
	return limit !== null && /^[1-9]\d{0,3}$/.test(limit) ? Number(limit) : LIMIT
}
