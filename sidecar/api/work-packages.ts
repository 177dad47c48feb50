// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Filter } from '../nepenthes/work-packages.ts'
import type { ApiDependencies } from './index.ts'

import Type from 'typebox'
import { WorkPackageSearch } from '../contract/work-package.ts'
import { callerOf } from './caller.ts'
import { searchTermOf } from './search-term.ts'
import { NEWEST_FIRST, nothingWhereNoProjectIsSeen } from './searching.ts'
import { listCards } from './work-package-cards.ts'

const PAGE_SIZE = 20

/** Finding work packages. */
export const workPackages: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { setup, nepenthes: { access, attributes }, ownStorage, searching }) => {
	app.get('/work-packages', {
		schema: {
			summary: 'Work packages by word, number, semantic id or address',
			querystring: Type.Object({
				query: Type.String({ default: '', maxLength: 1000 }),
				page: Type.Integer({ default: 1, minimum: 1, maximum: 10_000 }),
				linkable: Type.Boolean({ default: false, description: 'Only those to which the user may link files of this Nextcloud.' }),
			}),
			response: { 200: WorkPackageSearch },
		},
	}, async (request) => {
		const { userId } = callerOf(request)
		const client = await setup.client()
		const { query, page, linkable } = request.query
		const found = await searching({ userId, client, term: searchTermOf(query, client.instance), page, pageSize: PAGE_SIZE, linkable })
		if (linkable && found.total === 0) {
			// Nothing may be found because nothing can be: then this says why.
			await ownStorage.of(userId, client)
		}
		return found
	})

	app.get('/work-packages/assigned', {
		schema: {
			summary: 'Open work packages that are assigned to the user',
			querystring: Type.Object({
				page: Type.Integer({ default: 1, minimum: 1, maximum: 10_000 }),
				due: Type.Union([
					Type.Literal('any', { description: 'The newest change first.' }),
					Type.Literal('soon', { description: 'Due within a week, or already; the earliest first.' }),
				], { default: 'any' }),
			}),
			response: { 200: WorkPackageSearch },
		},
	}, async (request) => {
		const { userId } = callerOf(request)
		const client = await setup.client()
		const { page, due } = request.query
		const mine: Filter[] = [{ name: 'assignee', operator: '=', values: ['me'] }, { name: 'status', operator: 'o', values: [] }]
		return access.use(userId, client, (api) => listCards(api, client.instance, attributes, {
			filters: due === 'soon' ? [...mine, dueSoon(new Date())] : mine,
			sortBy: due === 'soon' ? [['dueDate', 'asc'], ['id', 'asc']] : NEWEST_FIRST,
			page,
			pageSize: PAGE_SIZE,
		})).catch(nothingWhereNoProjectIsSeen)
	})
}

/** Milliseconds of a day. */
const DAY = 24 * 60 * 60_000

/** Days ahead that count as soon. */
const SOON = 7

/** A date before all that anybody enters: a span that begins there is open, whatever a server makes of open ones. */
const LONG_AGO = '1900-01-01'

function dueSoon(today: Date): Filter {
	return { name: 'dueDate', operator: '<>d', values: [LONG_AGO, new Date(today.getTime() + SOON * DAY).toISOString().slice(0, 10)] }
}
