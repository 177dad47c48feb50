// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FilterAction } from './filter-actions.ts'

import { getCurrentUser, getRequestToken } from '@nextcloud/auth'
import { generateUrl } from '@nextcloud/router'
import { getOcs } from '../ocs.ts'

/** Who can be asked, as the server says or an app has added. */
export interface Provider {
	id: string
	appId: string
	name: string
	icon: string
	order: number
	isExternalProvider: boolean
	/** Names and types of what it can filter by. */
	filters: Record<string, string>
	inAppSearch: boolean
	/** Of what an app has added: the provider that is asked, its own parameters, and what to do when it is chosen. */
	searchFrom?: string
	extraParams?: Record<string, string>
	callback?: FilterAction['callback']
}

export interface Result {
	thumbnailUrl: string
	title: string
	subline: string
	resourceUrl: string
	icon: string
	rounded: boolean
}

export interface Person {
	/** Id of the user. */
	user: string
	name: string
}

/** What one provider is asked. Nothing is sent of what is not there. */
export interface Question {
	term: string
	limit?: number | undefined
	since?: Date | null | undefined
	until?: Date | null | undefined
	person?: string | undefined
	extra?: Record<string, string> | undefined
}

/** Where the user is, by which servers sort. */
const here = () => location.pathname.replace('/index.php', '') + location.search

/** Empty where it fails: the search opens all the same. */
export async function fetchProviders(): Promise<Provider[]> {
	try {
		const providers = await getOcs<Provider[]>('search/providers', new URLSearchParams({ from: here() }))
		return Array.isArray(providers) ? providers : []
	} catch {
		return []
	}
}

export async function searchIn(provider: Provider, { term, limit, since, until, person, extra }: Question): Promise<Result[]> {
	const query = Object.entries({ term, since: since?.toISOString(), until: until?.toISOString(), limit: limit?.toString(), person, from: here(), ...extra })
		.flatMap(([name, value]) => value === undefined ? [] : [[name, value]])
	const { entries } = await getOcs<{ entries: Result[] }>(`search/providers/${encodeURIComponent(provider.searchFrom ?? provider.id)}/search`, new URLSearchParams(query))
	return entries
}

/** People by a part of their name; without one, first who asks. */
export async function fetchPeople(filter: string): Promise<Person[]> {
	const response = await fetch(generateUrl('/contactsmenu/contacts'), {
		method: 'POST',
		headers: { 'content-type': 'application/json', accept: 'application/json', requesttoken: getRequestToken() ?? '' },
		body: JSON.stringify({ filter }),
	})
	const { contacts } = await response.json() as { contacts: { id: string, fullName: string }[] }
	const people = contacts.map(({ id, fullName }) => ({ user: id, name: fullName }))
	const user = getCurrentUser()
	return filter === '' && user ? [{ user: user.uid, name: user.displayName ?? user.uid }, ...people] : people
}
