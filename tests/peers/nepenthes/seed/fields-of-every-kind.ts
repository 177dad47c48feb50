// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { CustomField, NewCustomField } from '../planning/custom-fields.ts'

import { addCustomField } from '../planning/custom-fields.ts'

type Kind = Omit<NewCustomField, 'typeIds' | 'projectIds' | 'required'>

const pots = ['Clay', 'Net pot', 'Basket']
const places = { House: { Hall: {}, Cellar: { Shelf: {} } }, Yard: { Wall: {} } }

const kinds = {
	text: { name: 'Batch number', kind: 'String', minLength: 3, maxLength: 8, regularExpression: '^[A-Z]{2}-\\d+$' },
	longText: { name: 'Care notes', kind: 'Formattable' },
	link: { name: 'Source', kind: 'Link' },
	integer: { name: 'Number of pots', kind: 'Integer' },
	float: { name: 'Acidity', kind: 'Float' },
	boolean: { name: 'Poisonous', kind: 'Boolean' },
	date: { name: 'Sown on', kind: 'Date' },
	list: { name: 'Pot', kind: 'CustomOption', options: pots },
	lists: { name: 'Pots to try', kind: 'CustomOption', multiple: true, options: pots },
	user: { name: 'Waters', kind: 'User' },
	users: { name: 'May enter', kind: 'User', multiple: true },
	version: { name: 'Shown at', kind: 'Version' },
	versions: { name: 'Also shown at', kind: 'Version', multiple: true },
	hierarchy: { name: 'Place', kind: 'CustomField::Hierarchy::Item', branches: places },
	hierarchies: { name: 'Further places', kind: 'CustomField::Hierarchy::Item', multiple: true, branches: places },
} satisfies Record<string, Kind>

/** No client knows it yet. */
const future: Kind = { name: 'Scent', kind: 'Fragrance' }

export type FieldsOfEveryKind = Record<keyof typeof kinds | 'future', CustomField>

/** Adds one custom field of every kind that there is, and one of a kind that clients do not know, which is never required. */
export function addFieldsOfEveryKind(instance: Instance, { required, ...where }: Pick<NewCustomField, 'typeIds' | 'projectIds'> & { required: boolean }): FieldsOfEveryKind {
	const added = Object.entries<Kind>(kinds).map(([key, kind]) => [key, addCustomField(instance, { ...kind, ...where, required })] as const)
	return { ...Object.fromEntries(added) as Record<keyof typeof kinds, CustomField>, future: addCustomField(instance, { ...future, ...where }) }
}
