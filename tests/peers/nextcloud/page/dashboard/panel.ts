// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** What the state `dashboard-panels` says of a widget (section 6.5). */
export interface Panel {
	id: string
	title: string
	iconClass: string
	iconUrl: string
	url: string | null
	/** Added by the page: whether the callback was called for the element that is there. */
	mounted?: boolean
}

/** What the OCS API says of a widget, as far as it is drawn from there. */
export interface ApiWidget {
	id: string
	title: string
	icon_class: string
	icon_url: string
	item_icons_round: boolean
	item_api_versions: number[]
	/** Seconds; 0: never. */
	reload_interval: number
	buttons?: { type: string, text: string, link: string }[]
}

export interface ApiItem {
	title: string
	subtitle: string
	link: string
	iconUrl: string
	overlayIconUrl?: string
	sinceId: string
}

/** What one widget shows, by the second version of the API. */
export interface ApiItems {
	items: ApiItem[]
	emptyContentMessage: string
	halfEmptyContentMessage: string
}
