// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Origin } from '../addresses.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Filters, FilterType } from './filters.ts'

/** What a search is about. */
export interface Query {
	instance: Instance
	user: User
	origin: Origin
	filters: Filters
	/** From 1 to 25. */
	limit: number
	/** Where an earlier answer ended. */
	start: number
}

export interface Result {
	/** Empty: none. Never null, over which the page would stumble. */
	thumbnailUrl: string
	title: string
	subline: string
	resourceUrl: string
	/** An address, or a class of the page. */
	icon: string
	rounded: boolean
	attributes: Record<string, string>
}

/** Something that the unified search asks (section 6.6). */
export interface Provider {
	id: string
	appId: string
	name: string
	/** Path of a picture. */
	icon: string
	/** Place among the others for who is at this path, which is below the web root. */
	order(path: string): number
	filters: Record<string, FilterType>
	/** Whether it gives its results in parts. */
	paginated: boolean
	/** All results from the start asked for; at least as many as the limit, if there are. */
	find(query: Query): Result[]
}
