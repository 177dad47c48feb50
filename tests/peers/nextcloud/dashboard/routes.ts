// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { OcsCall, OcsRouter } from '../ocs/router.ts'
import type { Parameters } from '../parameters.ts'
import type { Asking, WidgetItem } from './widgets.ts'

import { userOf } from '../access.ts'
import { visitorOf } from '../visitor.ts'
import { widgets, widgetsOf } from './widgets.ts'

/** The OCS API of the dashboard (section 6.5): what widgets there are, what they show, and which ones are on it. */
export function dashboardRoutes(ocs: OcsRouter, instance: Instance): void {
	const { addresses, arrangements } = instance
	const base = '/apps/dashboard/api'

	ocs.add('GET', `${base}/v1/widgets`, { csrf: false }, ({ request }) => {
		const { origin } = visitorOf(request)
		return Object.fromEntries(widgets.map((widget) => [widget.id, {
			id: widget.id,
			title: widget.title,
			order: widget.order,
			icon_class: widget.iconClass,
			icon_url: addresses.absolute(origin, addresses.file(widget.icon)),
			widget_url: widget.url && addresses.absolute(origin, addresses.page(widget.url)),
			item_icons_round: widget.roundIcons,
			item_api_versions: widget.apiVersions,
			reload_interval: 0,
			...widget.button && { buttons: [{ type: widget.button.type, text: widget.button.text, link: addresses.absolute(origin, addresses.page(widget.button.path)) }] },
		}]))
	})

	/** What is asked for, of the widgets that this version of the API can give. */
	const items = ({ request, parameters }: OcsCall, version: 1 | 2): [id: string, emptyMessage: string, items: WidgetItem[]][] => {
		const asking: Asking = { instance, user: userOf(request), origin: visitorOf(request).origin }
		const limit = limitOf(parameters)
		const named = textsOf(parameters.widgets ?? [])
		const since = parameters.sinceIds as Record<string, string> | undefined
		return widgetsOf(named.length > 0 ? named : arrangements.rawLayout(asking.user.uid))
			.filter(({ apiVersions }) => apiVersions.includes(version))
			.map((widget) => [widget.id, widget.emptyMessage, widget.items(asking, since?.[widget.id], limit)])
	}

	ocs.add('GET', `${base}/v1/widget-items`, { csrf: false }, (call) => phpMap(items(call, 1).map(([id, , found]) => [id, found])))
	ocs.add('GET', `${base}/v2/widget-items`, { csrf: false }, (call) => phpMap(items(call, 2).map(([id, emptyMessage, found]) => [id, {
		items: found,
		emptyContentMessage: found.length === 0 ? emptyMessage : '',
		halfEmptyContentMessage: '',
	}])))

	ocs.add('GET', `${base}/v3/layout`, {}, ({ request }) => ({ layout: arrangements.layout(userOf(request).uid) }))
	ocs.add('POST', `${base}/v3/layout`, {}, ({ request, parameters }) => ({ layout: arrangements.setLayout(userOf(request).uid, textsOf(parameters.layout)) }))
	ocs.add('GET', `${base}/v3/statuses`, {}, ({ request }) => ({ statuses: arrangements.statuses(userOf(request).uid) }))
	ocs.add('POST', `${base}/v3/statuses`, {}, ({ request, parameters }) => ({ statuses: arrangements.setStatuses(userOf(request).uid, textsOf(parameters.statuses)) }))
}

/** An empty map of PHP is an empty list in JSON. */
function phpMap<Value>(pairs: [string, Value][]): Record<string, Value> | [] {
	return pairs.length === 0 ? [] : Object.fromEntries(pairs)
}

/** Seven unless asked otherwise; the real one refuses, as an error of its own, what is not from 1 to 30. */
function limitOf({ limit = 7 }: Parameters): number {
	const wanted = Number(limit)
	if (!(wanted >= 1 && wanted <= 30)) {
		throw new Error(`Parameter limit must be between 1 and 30, it was ${String(limit)}`)
	}
	return wanted
}

/** A list; the real one fails, as an error of its own, over anything else. */
function textsOf(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) {
		throw new TypeError('A list was expected')
	}
	return Object.values(value).map(String)
}
