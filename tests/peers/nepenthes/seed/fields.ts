// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

import { addCategory } from '../planning/categories.ts'
import { addCustomField } from '../planning/custom-fields.ts'
import { addVersion } from '../planning/versions.ts'
import { PROJECTS, TYPES } from './planning.ts'

/** Versions, categories and custom fields: a bug in the garden must say how urgent it is, a task nothing of its own. */
export function seedFields(instance: Instance): void {
	addVersion(instance, { projectId: PROJECTS.garden, name: 'Open day' })
	addVersion(instance, { projectId: PROJECTS.garden, name: 'Winter rest' })
	addVersion(instance, { projectId: PROJECTS.garden, name: 'Spring 2025', status: 'closed' })
	addVersion(instance, { projectId: PROJECTS.conservatory, name: 'New heating', sharing: 'descendants' })
	addVersion(instance, { projectId: PROJECTS.office, name: 'Financial year', sharing: 'system' })

	for (const name of ['Bog beds', 'Paths', 'Pond']) {
		addCategory(instance, { projectId: PROJECTS.garden, name })
	}
	for (const name of ['Climate', 'Glass']) {
		addCategory(instance, { projectId: PROJECTS.conservatory, name })
	}

	const garden = [PROJECTS.garden]
	addCustomField(instance, { name: 'Urgency', kind: 'CustomOption', required: true, options: ['Whenever', 'This week', 'Today'], typeIds: [TYPES.Bug], projectIds: garden })
	addCustomField(instance, { name: 'First seen', kind: 'Date', typeIds: [TYPES.Bug], projectIds: garden })
	addCustomField(instance, { name: 'Where', kind: 'CustomField::Hierarchy::Item', branches: { 'Bog garden': { 'North bed': {}, 'South bed': {} }, Greenhouse: { Bench: {}, 'Hanging rail': {} } }, typeIds: [TYPES.Bug, TYPES.Task], projectIds: garden })
	addCustomField(instance, { name: 'Plants concerned', kind: 'CustomOption', multiple: true, options: ['Nepenthes', 'Sarracenia', 'Drosera', 'Dionaea'], typeIds: [TYPES.Bug, TYPES.Feature], projectIds: null })
	addCustomField(instance, { name: 'Supplier page', kind: 'Link', typeIds: [TYPES.Task], projectIds: garden })
}
