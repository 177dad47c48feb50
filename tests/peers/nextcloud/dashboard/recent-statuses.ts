// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Widget } from './widgets.ts'

/** What the people of the demo say of themselves, and for how many minutes they have. */
const said = new Map([
	['alice', { message: '🌱 Potting seedlings', minutes: 5 }],
	['bob', { message: '🧱 Building a wall', minutes: 12 }],
	['carol', { message: '🧗 On the north face', minutes: 40 }],
])

/** Drawn by the dashboard itself, from the API, with round pictures. */
export const recentStatuses: Widget = {
	id: 'user_status',
	title: 'Recent statuses',
	order: 5,
	iconClass: 'icon-user-status-dark',
	icon: '/apps/user_status/img/app-dark.svg',
	url: null,
	roundIcons: true,
	apiVersions: [1, 2],
	emptyMessage: 'No recent status changes',
	items({ instance: { addresses, clock, users }, user, origin }, since, limit) {
		const now = Math.floor(clock().getTime() / 1000)
		return users.list().flatMap(({ uid, displayName }) => {
			const status = said.get(uid)
			return uid === user.uid || !status ? [] : [{ uid, displayName, ...status, changedAt: now - status.minutes * 60 }]
		}).filter(({ changedAt }) => since === undefined || changedAt > Number(since)).slice(0, limit).map(({ uid, displayName, message, minutes, changedAt }) => ({
			subtitle: `${message}, ${minutes} minutes ago`,
			title: displayName,
			link: addresses.absolute(origin, addresses.page(`/u/${encodeURIComponent(uid)}`)),
			iconUrl: addresses.absolute(origin, addresses.page(`/avatar/${encodeURIComponent(uid)}/44`)),
			overlayIconUrl: '',
			sinceId: String(changedAt),
		}))
	},
}
