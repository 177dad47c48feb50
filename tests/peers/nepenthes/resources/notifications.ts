// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { ListQuery, SortTable } from '../collections.ts'
import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { DateProperty, VisibleNotification } from '../planning/notifications.ts'
import type { Resource } from './index.ts'

import { ApiError, notFound } from '../api-error.ts'
import { callerOf, languageOf } from '../authentication.ts'
import { filtered, page, sorted } from '../collections.ts'
import { notificationFilters } from '../filters/notifications.ts'
import { signedIn } from '../permissions.ts'
import { markNotifications, visibleNotifications } from '../planning/notifications.ts'
import { renderDetails, renderDetailsSchemas, renderNotification, renderSingleNotification, renderValueSchema } from './notification.ts'
import { projectLink } from './projects.ts'

interface OfId {
	Params: { id: string }
}

const sorting: SortTable<VisibleNotification> = {
	id: ({ id }) => id,
	reason: ({ reason }) => reason,
	readIAN: ({ read }) => Number(read),
}

/** What notifications are grouped by: a value, and what it links to. */
const groupings: Record<string, (instance: Instance, notification: VisibleNotification) => { value: string, links: Link[] }> = {
	reason: (_, { reason }) => ({ value: reason, links: [] }),
	project: (instance, { workPackage: { project } }) => ({ value: project.name, links: [projectLink(instance, project)] }),
}

const MARKS = [['read_ian', true], ['unread_ian', false]] as const

const DATES: readonly string[] = ['startDate', 'dueDate', 'date'] satisfies DateProperty[]

/** `/api/v3/notifications`: what the caller was told of, and whether they have read it (section 5). */
export const notifications: Resource = (app, instance) => {
	const ofCaller = (request: FastifyRequest) => visibleNotifications(instance, signedIn(callerOf(request)))
	const single = (request: FastifyRequest<OfId>) => {
		const found = ofCaller(request).find(({ id }) => String(id) === request.params.id)
		if (!found) {
			throw notFound()
		}
		return found
	}

	app.get<{ Querystring: ListQuery }>('/notifications', (request) => {
		const { query } = request
		const fitting = fittingOf(ofCaller(request), query.filters)
		return page({
			path: `${instance.basePath}/api/v3/notifications`,
			query,
			items: sorted(fitting, sorting, query.sortBy),
			render: (notification) => renderNotification(instance, notification),
			...query.groupBy !== undefined && { properties: { groups: groupsOf(instance, fitting, query.groupBy) } },
			embed: (elements) => ({ detailsSchemas: renderDetailsSchemas(instance, elements, languageOf(request)) }),
		})
	})

	app.get<OfId>('/notifications/:id', (request) => renderSingleNotification(instance, single(request), signedIn(callerOf(request))))

	app.get<{ Params: { id: string, detail: string } }>('/notifications/:id/details/:detail', (request) => {
		const detail = renderDetails(instance, single(request)).find((_, index) => String(index) === request.params.detail)
		if (!detail) {
			throw notFound()
		}
		return detail
	})

	app.get<{ Params: { property: string } }>('/values/schemas/:property', (request) => {
		const { property } = request.params
		if (!DATES.includes(property)) {
			throw notFound()
		}
		return renderValueSchema(instance, property as DateProperty, languageOf(request))
	})

	for (const [name, read] of MARKS) {
		app.post<OfId>(`/notifications/:id/${name}`, (request, reply) => {
			markNotifications(instance, [single(request)], read)
			return reply.code(204).send()
		})
		app.post<{ Querystring: { filters?: string } }>(`/notifications/${name}`, (request, reply) => {
			markNotifications(instance, fittingOf(ofCaller(request), request.query.filters, { listErrors: true }), read)
			return reply.code(204).send()
		})
	}
}

/** Those that fit the caller's filters; marking many says what is wrong with them in a list (section 2.5). */
function fittingOf(all: VisibleNotification[], filters: string | undefined, { listErrors = false } = {}): VisibleNotification[] {
	try {
		return filtered(all, notificationFilters(all), filters)
	} catch (error) {
		throw error instanceof ApiError && listErrors ? new ApiError(error.error, error.key, { value: error.value, listed: true }) : error
	}
}

/** How many there are of each kind, on all pages. */
function groupsOf(instance: Instance, all: VisibleNotification[], groupBy: string): Record<string, unknown>[] {
	if (!Object.hasOwn(groupings, groupBy)) {
		throw new ApiError('InvalidQuery', 'query.group', { value: groupBy })
	}
	const groups = Map.groupBy(all.map((notification) => groupings[groupBy]!(instance, notification)), ({ value }) => value)
	return [...groups].map(([value, members]) => ({ value, count: members.length, _links: { valueLink: members[0]!.links } }))
}
