// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Origin } from '../addresses.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'

import { favoriteFiles } from './favorite-files.ts'
import { recentStatuses } from './recent-statuses.ts'
import { recommendedFiles } from './recommended-files.ts'

/** One line of a widget, as the OCS API tells it. */
export interface WidgetItem {
	subtitle: string
	title: string
	link: string
	iconUrl: string
	overlayIconUrl: string
	sinceId: string
}

/** Who asks for items, and how they reached the server. */
export interface Asking {
	instance: Instance
	user: User
	origin: Origin
}

/** What the server knows of a widget of the dashboard. */
export interface Widget {
	id: string
	title: string
	order: number
	/** The only icon of a panel that a script fills. */
	iconClass: string
	/** Path of a picture. */
	icon: string
	/** Path of a page, if the widget has one. */
	url: string | null
	roundIcons: boolean
	/** Versions of the API that give its items: one that lacks 2 needs its script. */
	apiVersions: (1 | 2)[]
	button?: { type: 'new' | 'more' | 'setup', text: string, path: string }
	/** Said in version 2 when there are no items. */
	emptyMessage: string
	items(asking: Asking, since: string | undefined, limit: number): WidgetItem[]
}

/** Those that come with the server, in the order in which apps register them. */
export const widgets: readonly Widget[] = [favoriteFiles, recommendedFiles, recentStatuses]

/** Of these ids those that there are. */
export function widgetsOf(ids: string[]): Widget[] {
	return widgets.filter(({ id }) => ids.includes(id))
}
