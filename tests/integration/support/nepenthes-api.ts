// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../../peers/nepenthes/index.ts'

import { seededApiToken } from '../../peers/nepenthes/index.ts'

export interface Hal {
	_type: string
	id: number
	total: number
	message: string
	errorIdentifier: string
	_links: Record<string, { href: string, title?: string }>
	_embedded: Record<string, unknown> & { elements: Hal[], errors: Hal[], details: { attribute: string } }
	[property: string]: unknown
}

interface Call {
	as?: string
	method?: string
	body?: unknown
}

/** Calls the API as one of the people of the demo, by default Alice. */
export function apiOf({ url }: Nepenthes) {
	return async (path: string, { as = 'alice', body, method = body === undefined ? 'GET' : 'POST' }: Call = {}) => {
		const response = await fetch(`${url}/api/v3${path}`, {
			method,
			redirect: 'manual',
			headers: { authorization: `Bearer ${seededApiToken(as)}`, 'content-type': 'application/json' },
			...body !== undefined && { body: JSON.stringify(body) },
		})
		const text = await response.text()
		return {
			status: response.status,
			location: response.headers.get('location'),
			text,
			get body() {
				return JSON.parse(text) as Hal
			},
		}
	}
}

export type Api = ReturnType<typeof apiOf>

/** The query parameter `filters`; each argument is one object of the array, whatever it holds. */
export const filters = (...list: Record<string, { operator: string, values?: string[] | null }>[]): string => `filters=${encodeURIComponent(JSON.stringify(list))}`

/** The shape of an error of the API. */
export const apiError = (name: string) => ({ _type: 'Error', errorIdentifier: `urn:openproject-org:api:v3:errors:${name}` })

/** What links one file of a storage. */
export const fileBody = (storageUrl: string, ...files: Record<string, unknown>[]) => ({ _embedded: { elements: files.map((originData) => ({ originData, _links: { storageUrl: { href: storageUrl } } })) } })
