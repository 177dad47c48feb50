// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'
import type { Api } from './api.ts'
import type { CallOptions } from './http.ts'

import Type from 'typebox'
import { Ignored } from './api.ts'
import { NepenthesRefused } from './errors.ts'
import { collectionOf, idOf, Link } from './hal.ts'

/** An unread notification about a work package (nepenthes-api 5). */
export interface Notification {
	id: number
	/** As the server calls it; newer servers may know more. */
	reason: string
	workPackageId: number
	subject: string
	projectName: string
	/** Null where nobody did anything: dates draw near, a reminder is due. */
	actor: { id: number | null, name: string } | null
	/** What a date alert is about: names as in the API, YYYY-MM-DD. */
	dates: { property: string, date: string }[]
	/** ISO 8601, UTC. */
	createdAt: string
}

export interface NotificationPage {
	/** The newest first. Those about anything but work packages are left out. */
	items: Notification[]
	/** Of all pages, and of all kinds. */
	total: number
	/** How many this page holds, with those left out. */
	size: number
}

const Element = Type.Object({
	id: Type.Integer({ minimum: 1 }),
	reason: Type.String(),
	createdAt: Type.String(),
	_embedded: Type.Optional(Type.Object({ details: Type.Optional(Type.Array(Type.Unknown())) })),
	_links: Type.Object({
		actor: Type.Optional(Type.Union([Link, Type.Null()])),
		project: Type.Optional(Type.Union([Link, Type.Null()])),
		resource: Type.Optional(Type.Union([Link, Type.Null()])),
	}),
})

const Page = collectionOf(Element)

/** Details have shapes of many kinds; these are dates. */
function isDate(detail: unknown): detail is { property: string, value: string } {
	const { property, value } = (detail ?? {}) as { property?: unknown, value?: unknown }
	return typeof property === 'string' && typeof value === 'string'
}

/**
 * A page of the user's unread notifications, the newest first.
 *
 * @param api
 * @param page from 1
 * @param pageSize at most 1000
 * @param root0
 * @param root0.signal
 */
export async function listUnreadNotifications(api: Api, page: number, pageSize: number, { signal }: CallOptions = {}): Promise<NotificationPage> {
	const { total, _embedded: { elements } } = await api.call(Page, {
		method: 'GET',
		path: '/notifications',
		query: {
			filters: JSON.stringify([{ readIAN: { operator: '=', values: ['f'] } }]),
			sortBy: JSON.stringify([['id', 'desc']]),
			offset: page,
			pageSize,
		},
		signal,
	})
	return { total, size: elements.length, items: elements.map(notificationOf).filter((notification) => notification !== null) }
}

/** Marks all notifications about a work package as read; that there are none is fine. */
export async function markWorkPackageRead(api: Api, workPackageId: number): Promise<void> {
	try {
		await markRead(api, [
			{ resourceId: { operator: '=', values: [String(workPackageId)] } },
			{ resourceType: { operator: '=', values: ['WorkPackage'] } },
		])
	} catch (error) {
		// To some versions, a work package of which there is none is no good value of the filter (nepenthes-api 5).
		if (!(error instanceof NepenthesRefused && error.error === 'InvalidQuery')) {
			throw error
		}
	}
}

/** Marks every notification of the user as read. */
export async function markAllRead(api: Api): Promise<void> {
	await markRead(api, null)
}

async function markRead(api: Api, filters: unknown[] | null): Promise<void> {
	await api.call(Ignored, { method: 'POST', path: '/notifications/read_ian', ...filters !== null && { query: { filters: JSON.stringify(filters) } } })
}

function notificationOf({ id, reason, createdAt, _embedded, _links: { actor, project, resource } }: Static<typeof Element>): Notification | null {
	const workPackageId = idOf(resource ?? undefined, 'work_packages')
	if (workPackageId === null) {
		return null
	}
	return {
		id,
		reason,
		workPackageId,
		subject: resource?.title ?? '',
		projectName: project?.title ?? '',
		actor: actor?.title ? { id: idOf(actor, 'users'), name: actor.title } : null,
		dates: (_embedded?.details ?? []).filter(isDate).map(({ property, value }) => ({ property, date: value })),
		createdAt,
	}
}
