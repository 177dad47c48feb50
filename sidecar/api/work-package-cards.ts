// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackage as Card } from '../contract/work-package.ts'
import type { Api } from '../nepenthes/api.ts'
import type { AttributeCache, Attributes } from '../nepenthes/attributes.ts'
import type { WorkPackage, WorkPackagePage, WorkPackageQuery } from '../nepenthes/work-packages.ts'

import { workPackageUrl } from '../nepenthes/work-package-url.ts'
import { listWorkPackages } from '../nepenthes/work-packages.ts'

/** A page of cards, as several routes answer it. */
export interface CardPage {
	items: Card[]
	total: number
	nextPage: number | null
	complete: boolean
}

/** One page of a query as cards; types and statuses are asked for beside it, if they are not remembered. */
export async function listCards(api: Api, instance: string, attributes: AttributeCache, query: WorkPackageQuery): Promise<CardPage> {
	const page = await cardsBeside(api, instance, attributes, listWorkPackages(api, query))
	return { ...page, nextPage: query.page * query.pageSize < page.total && page.items.length > 0 ? query.page + 1 : null }
}

/** Work packages that are being asked for, as cards; types and statuses are asked for beside them, if they are not remembered. */
export async function cardsBeside(api: Api, instance: string, attributes: AttributeCache, listing: Promise<WorkPackagePage>): Promise<Omit<CardPage, 'nextPage'>> {
	const [found, known] = await Promise.all([listing, attributes.of(api)])
	// What could not be had beside the list is not waited for once more.
	return known === null ? cards(found, instance, null) : cardsOf(api, instance, attributes, found)
}

/** What is known of types and statuses, joined to work packages. */
export async function cardsOf(api: Api, instance: string, attributes: AttributeCache, page: WorkPackagePage): Promise<Omit<CardPage, 'nextPage'>> {
	const idsOf = (of: (workPackage: WorkPackage) => number | null) => page.items.map(of).filter((id) => id !== null)
	return cards(page, instance, await attributes.of(api, { types: idsOf(({ type }) => type.id), statuses: idsOf(({ status }) => status.id) }))
}

function cards({ items, total }: WorkPackagePage, instance: string, known: Attributes | null): Omit<CardPage, 'nextPage'> {
	return { items: items.map((workPackage) => cardOf(workPackage, instance, known)), total, complete: known !== null }
}

function cardOf({ id, displayId, subject, project, type, status, assignee, dueDate, mayManageLinks }: WorkPackage, instance: string, attributes: Attributes | null): Card {
	const knownStatus = attributes?.statuses.get(status.id ?? 0)
	return {
		id,
		displayId: /^\d+$/.test(displayId) ? `#${displayId}` : displayId,
		subject,
		url: workPackageUrl(instance, id),
		project: { name: project.name },
		type: { name: type.name, color: attributes?.types.get(type.id ?? 0)?.color ?? null },
		status: { name: status.name, color: knownStatus?.color ?? null, closed: knownStatus?.closed ?? false },
		assignee: assignee && { name: assignee.name, avatarId: assignee.kind === 'user' ? assignee.id : null },
		dueDate,
		mayManageLinks,
	}
}
