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
	const [found, known] = await Promise.all([listWorkPackages(api, query), attributes.of(api)])
	return {
		// What could not be had beside the list is not waited for once more.
		...known === null ? cards(found, instance, null) : await cardsOf(api, instance, attributes, found),
		nextPage: query.page * query.pageSize < found.total && found.items.length > 0 ? query.page + 1 : null,
	}
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
