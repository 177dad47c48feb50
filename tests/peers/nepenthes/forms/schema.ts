// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Language } from '../messages.ts'
import type { Property } from './property.ts'

import { resource } from '../hal.ts'
import { message } from '../messages.ts'

const groups = ['property-group.people', 'property-group.estimates', 'property-group.details'] as const

/** The schema of a form: what there is, of which kind, and what may be chosen (section 3.6). */
export function renderSchema(properties: Property[], language: Language): Record<string, unknown> {
	return resource('Schema', {
		_dependencies: [],
		_attributeGroups: groups
			.map((group) => ({
				_type: 'WorkPackageFormAttributeGroup',
				name: message(language, group),
				attributes: properties.filter((property) => property.group === group).map(({ key }) => key),
			}))
			.filter(({ attributes }) => attributes.length > 0),
		...Object.fromEntries(properties.map((property) => [property.key, entry(property, language)])),
	}, { links: {} })
}

function entry({ type, name, required, hasDefault, writable, group, minLength, maxLength, regularExpression, choices }: Property, language: Language): Record<string, unknown> {
	const allowed = choices?.listed
		? { links: choices.listed.map(({ link }) => link), embedded: choices.listed.map(({ render }) => render()) }
		: choices?.source !== undefined ? { links: { href: choices.source } } : undefined
	return {
		type,
		name,
		required,
		hasDefault,
		writable,
		...group && { attributeGroup: message(language, group) },
		...minLength !== undefined && { minLength },
		...maxLength !== undefined && { maxLength },
		...regularExpression !== undefined && { regularExpression },
		...choices ? { location: '_links', _links: allowed ? { allowedValues: allowed.links } : {} } : { options: {} },
		...allowed?.embedded && { _embedded: { allowedValues: allowed.embedded } },
	}
}
