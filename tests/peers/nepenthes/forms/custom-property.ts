// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { CustomField } from '../planning/custom-fields.ts'
import type { Project } from '../planning/projects.ts'
import type { User } from '../users.ts'
import type { Choices, Property } from './property.ts'

import { keyOf, optionsOf } from '../planning/custom-fields.ts'
import { itemsOf } from '../planning/hierarchies.ts'
import { optionLink, renderOption } from '../resources/custom-options.ts'
import { itemLink, renderItem } from '../resources/hierarchy-items.ts'
import { memberOptions, PRINCIPALS, versionsIn } from './choices.ts'
import { listed } from './property.ts'

interface Where {
	user: User
	project: Project
}

/** A custom field as a property of work packages in a project. */
export function customProperty(instance: Instance, where: Where, field: CustomField): Property {
	const { id, name, kind, multiple, required, minLength, maxLength, regularExpression, defaultValue } = field
	const choices = choicesOf(instance, where, field)
	return {
		key: keyOf(field),
		name,
		type: multiple ? `[]${kind}` : kind,
		required,
		hasDefault: defaultValue !== null,
		writable: true,
		group: 'property-group.details',
		...minLength !== null && { minLength },
		...maxLength !== null && { maxLength },
		...regularExpression !== null && { regularExpression },
		...choices && { choices },
		defaultValue,
		customFieldId: id,
	}
}

/** Undefined for a field that holds its value itself. */
export function choicesOf(instance: Instance, { user, project }: Where, field: CustomField): Choices | undefined {
	switch (field.kind) {
		case 'CustomOption':
			return listed('custom_options', optionsOf(instance, field).map((option) => ({ id: option.id, link: optionLink(instance, option), render: () => renderOption(instance, option) })))
		case 'Version':
			return listed('versions', versionsIn(instance, user, project))
		case 'User':
			return {
				collections: PRINCIPALS,
				source: principalsOf(instance, project),
				find: (href) => memberOptions(instance, user, project).find(({ link }) => link.href === href),
			}
		case 'CustomField::Hierarchy::Item': {
			const items = itemsOf(instance, field.id).filter(({ label }) => label !== null)
			return {
				collections: ['custom_field_items'],
				source: `${instance.basePath}/api/v3/custom_fields/${field.id}/items`,
				find(href) {
					const item = items.find((candidate) => itemLink(instance, candidate).href === href)
					return item && { id: item.id, link: itemLink(instance, item), render: () => renderItem(instance, item) }
				},
			}
		}
		default:
			return undefined
	}
}

/** All members of the project who are not locked, on one page. */
function principalsOf({ basePath }: Instance, { id }: Project): string {
	const filters = [
		{ status: { operator: '!', values: ['3'] } },
		{ type: { operator: '=', values: ['User', 'Group', 'PlaceholderUser'] } },
		{ member: { operator: '=', values: [String(id)] } },
	]
	return `${basePath}/api/v3/principals?filters=${encodeURIComponent(JSON.stringify(filters))}&pageSize=-1`
}
