// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Language } from '../messages.ts'
import type { Type } from '../planning/attributes.ts'
import type { Project } from '../planning/projects.ts'
import type { User } from '../users.ts'
import type { Choices, Property } from './property.ts'

import { message } from '../messages.ts'
import { customFieldsOf } from '../planning/custom-fields.ts'
import { assignableIn, categoriesIn, parents, priorities, projectsToCreateIn, statusesOf, typesIn, versionsIn } from './choices.ts'
import { customProperty } from './custom-property.ts'
import { listed } from './property.ts'

/** For whom a form is, and for what. */
export interface Purpose {
	user: User
	language: Language
	/** What was chosen so far. */
	project: Project | undefined
	type: Type | undefined
}

type Key = 'subject' | 'description' | 'project' | 'type' | 'status' | 'priority' | 'assignee' | 'responsible' | 'category' | 'version' | 'parent' | 'scheduleManually' | 'ignoreNonWorkingDays'
	| 'startDate' | 'dueDate' | 'date' | 'duration' | 'estimatedTime' | 'remainingTime' | 'percentageDone' | 'author' | 'createdAt' | 'updatedAt' | 'derivedStartDate' | 'derivedDueDate'

function property(language: Language, key: Key, type: string, further: Partial<Property> = {}): Property {
	return { key, name: message(language, `property.${key}`), type, required: false, hasDefault: false, writable: true, ...further }
}

export const projectProperty = (instance: Instance, user: User, language: Language): Property => property(language, 'project', 'Project', { required: true, choices: projectsToCreateIn(instance, user) })

/** The first type of the project is taken where none is chosen. */
export function typeProperty(instance: Instance, language: Language, project: Project | undefined): Property {
	const types = typesIn(instance, project)
	return property(language, 'type', 'Type', { required: true, choices: listed('types', types), defaultOption: project && types[0] })
}

/** All properties of a new work package, project and type in front; they depend on these two (section 3.6). */
export function propertiesFor(instance: Instance, purpose: Purpose): Property[] {
	const { user, language, project, type } = purpose
	const own = (key: Key, kind: string, further?: Partial<Property>) => property(language, key, kind, further)
	const people: Partial<Property> = { group: 'property-group.people', choices: assignableIn(instance, user, project) }
	const listedIn = (choices: Choices): Partial<Property> => ({ group: 'property-group.details', choices })
	const statuses = statusesOf(instance, type)
	const ranked = priorities(instance)
	const readOnly = { writable: false }

	return [
		projectProperty(instance, user, language),
		typeProperty(instance, language, project),
		own('subject', 'String', { required: true, minLength: 1, maxLength: 255, defaultValue: '' }),
		own('description', 'Formattable'),
		own('status', 'Status', { required: true, hasDefault: true, choices: listed('statuses', statuses.options), defaultOption: statuses.first }),
		own('assignee', 'User', people),
		own('responsible', 'User', people),
		own('estimatedTime', 'Duration', { group: 'property-group.estimates' }),
		own('remainingTime', 'Duration', { group: 'property-group.estimates' }),
		own('percentageDone', 'Integer', { group: 'property-group.estimates', range: [0, 100] }),
		own('category', 'Category', listedIn(listed('categories', categoriesIn(instance, project)))),
		...type?.isMilestone
			? [own('date', 'Date', { group: 'property-group.details' })]
			: [
					own('startDate', 'Date', { group: 'property-group.details' }),
					own('dueDate', 'Date', { group: 'property-group.details' }),
					own('duration', 'Duration', { group: 'property-group.details' }),
					own('derivedStartDate', 'Date', readOnly),
					own('derivedDueDate', 'Date', readOnly),
				],
		own('version', 'Version', listedIn(listed('versions', versionsIn(instance, user, project)))),
		own('priority', 'Priority', { required: true, hasDefault: true, ...listedIn(listed('priorities', ranked.options)), defaultOption: ranked.usual }),
		own('scheduleManually', 'Boolean', { hasDefault: true, defaultValue: true }),
		own('ignoreNonWorkingDays', 'Boolean', { hasDefault: true, defaultValue: false }),
		own('parent', 'WorkPackage', { choices: parents(instance, user) }),
		...project && type
			? customFieldsOf(instance, project.id, type.id).map((field) => customProperty(instance, { user, project }, field))
			: [],
		own('author', 'User', readOnly),
		own('createdAt', 'DateTime', readOnly),
		own('updatedAt', 'DateTime', readOnly),
	]
}
