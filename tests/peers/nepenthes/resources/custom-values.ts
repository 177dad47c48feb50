// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { CustomField } from '../planning/custom-fields.ts'
import type { WorkPackage } from '../planning/work-packages.ts'

import { formattable } from '../hal.ts'
import { customFieldsOf, findOption, keyOf } from '../planning/custom-fields.ts'
import { customValuesOf } from '../planning/custom-values.ts'
import { findItem } from '../planning/hierarchies.ts'
import { allPrincipals } from '../planning/principals.ts'
import { allVersions } from '../planning/versions.ts'
import { optionLink } from './custom-options.ts'
import { itemLink } from './hierarchy-items.ts'
import { principalLink } from './principals.ts'
import { versionLink } from './versions.ts'

interface Rendered {
	properties: Record<string, unknown>
	links: Record<string, Link | Link[]>
}

/** By kind of a field, what leads to one of the things that can be chosen in it. */
const linksTo: Record<string, (instance: Instance, id: number) => Link | undefined> = {
	CustomOption: (instance, id) => linked(findOption(instance, id), (option) => optionLink(instance, option)),
	'CustomField::Hierarchy::Item': (instance, id) => linked(findItem(instance, id), (item) => itemLink(instance, item)),
	Version: (instance, id) => linked(allVersions(instance).find((version) => version.id === id), (version) => versionLink(instance, version)),
	User: (instance, id) => linked(allPrincipals(instance).find((principal) => principal.id === id), (principal) => principalLink(instance, principal)),
}

/** What a work package holds in the custom fields of its type and project (section 3.3). */
export function renderCustomValues(instance: Instance, { id, project, type }: WorkPackage): Rendered {
	const rendered: Rendered = { properties: {}, links: {} }
	const fields = customFieldsOf(instance, project.id, type.id)
	const values = fields.length > 0 ? customValuesOf(instance, id) : undefined
	for (const field of fields) {
		const value = values?.get(field.id)
		if (field.kind in linksTo) {
			rendered.links[keyOf(field)] = linksOf(instance, field, value as number[] | undefined)
		} else {
			rendered.properties[keyOf(field)] = plain(field, value ?? null)
		}
	}
	return rendered
}

function linksOf(instance: Instance, { kind, multiple }: CustomField, ids: number[] = []): Link | Link[] {
	const links = ids.map((id) => linksTo[kind]!(instance, id)).filter((link) => link !== undefined)
	return multiple ? links : links[0] ?? { href: null }
}

function plain({ kind }: CustomField, value: unknown): unknown {
	return kind === 'Formattable' ? formattable(String(value ?? '')) : value
}

function linked<Thing>(thing: Thing | undefined, link: (thing: Thing) => Link): Link | undefined {
	return thing && link(thing)
}
