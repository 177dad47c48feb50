// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { HierarchyItem } from '../planning/hierarchies.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { ApiError, notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { collection } from '../collections.ts'
import { resource } from '../hal.ts'
import { branchOf, findItem, itemsOf } from '../planning/hierarchies.ts'
import { visibleCustomField } from './custom-options.ts'

export const itemLink = ({ basePath }: Instance, { id, label }: HierarchyItem): Link => ({ href: `${basePath}/api/v3/custom_field_items/${id}`, ...label !== null && { title: label } })

export function renderItem(instance: Instance, item: HierarchyItem): Record<string, unknown> {
	const { id, customFieldId, parentId, label, depth } = item
	const items = itemsOf(instance, customFieldId)
	const parent = items.find((candidate) => candidate.id === parentId)
	return resource('HierarchyItem', { id, label, short: null, weight: null, formattedWeight: null, depth }, {
		links: {
			self: itemLink(instance, item),
			...parent && { parent: itemLink(instance, parent) },
			children: items.filter((candidate) => candidate.parentId === id).map((child) => itemLink(instance, child)),
			branch: { href: `${instance.basePath}/api/v3/custom_field_items/${id}/branch` },
		},
	})
}

/** `/api/v3/custom_fields/{id}/items`, `/custom_field_items/{id}` and the way to it: the values of hierarchies. */
export const hierarchyItems: Resource = (app, instance) => {
	app.get<{ Params: { id: string } }>('/custom_fields/:id/items', (request) => {
		const field = visibleCustomField(instance, userOf(request), Number(request.params.id))
		const items = itemsOf(instance, field.id)
		if (items.length === 0) {
			throw new ApiError('UnprocessableContent', 'custom-field.no-hierarchy')
		}
		return collection(`${instance.basePath}/api/v3/custom_fields/${field.id}/items`, items.map((item) => renderItem(instance, item)))
	})

	app.get<{ Params: { id: string } }>('/custom_field_items/:id', (request) => renderItem(instance, visible(instance, userOf(request), request.params.id)))

	app.get<{ Params: { id: string } }>('/custom_field_items/:id/branch', (request) => {
		const item = visible(instance, userOf(request), request.params.id)
		return collection(`${instance.basePath}/api/v3/custom_field_items/${item.id}/branch`, branchOf(instance, item).map((above) => renderItem(instance, above)))
	})
}

function visible(instance: Instance, user: User | undefined, id: string): HierarchyItem {
	const item = findItem(instance, Number(id))
	visibleCustomField(instance, user, item?.customFieldId)
	if (!item) {
		throw notFound()
	}
	return item
}
