// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

import { addHierarchy } from './hierarchies.ts'

/** A field that the administrator has added to work packages of some types in some projects (section 3.6). */
export interface CustomField {
	id: number
	name: string
	/** As schemas call it: `String`, `CustomOption`, …; a kind of the future has a name of its own. */
	kind: string
	/** Whether it takes several values; schemas put `[]` before its kind then. */
	multiple: boolean
	required: boolean
	minLength: number | null
	maxLength: number | null
	regularExpression: string | null
	/** Of fields that hold a value themselves. */
	defaultValue: unknown
}

interface Row {
	id: number
	name: string
	kind: string
	multiple: number
	required: number
	min_length: number | null
	max_length: number | null
	regular_expression: string | null
	default_value: string | null
}

function customField(row: Row): CustomField {
	return {
		id: row.id,
		name: row.name,
		kind: row.kind,
		multiple: row.multiple === 1,
		required: row.required === 1,
		minLength: row.min_length,
		maxLength: row.max_length,
		regularExpression: row.regular_expression,
		defaultValue: row.default_value === null ? null : JSON.parse(row.default_value),
	}
}

/** Its name in the API. */
export const keyOf = ({ id }: CustomField): string => `customField${id}`

/** Those that work packages of a type have in a project, in the order in which they were added. */
export function customFieldsOf({ database }: Instance, projectId: number, typeId: number): CustomField[] {
	return database.all<Row>(
		`SELECT custom_fields.* FROM custom_fields JOIN custom_field_types ON custom_field_types.custom_field_id = id
		WHERE type_id = ? AND (for_all_projects OR EXISTS (SELECT 1 FROM custom_field_projects WHERE custom_field_id = id AND project_id = ?))
		ORDER BY id`,
		typeId,
		projectId,
	).map(customField)
}

export function findCustomField({ database }: Instance, id: number): CustomField | undefined {
	const row = database.get<Row>('SELECT * FROM custom_fields WHERE id = ?', id)
	return row && customField(row)
}

/** Whether there is a type in the project whose work packages have the field. */
export function isActiveIn({ database }: Instance, { id }: CustomField, projectId: number): boolean {
	return database.get(
		`SELECT 1 FROM custom_fields WHERE id = ?1
		AND (for_all_projects OR EXISTS (SELECT 1 FROM custom_field_projects WHERE custom_field_id = ?1 AND project_id = ?2))
		AND EXISTS (SELECT 1 FROM custom_field_types JOIN project_types USING (type_id) WHERE custom_field_id = ?1 AND project_id = ?2)`,
		id,
		projectId,
	) !== undefined
}

/** One of the values of a list. */
export interface CustomOption {
	id: number
	customFieldId: number
	value: string
}

export function optionsOf({ database }: Instance, { id }: CustomField): CustomOption[] {
	return database.all<CustomOption>('SELECT id, custom_field_id AS customFieldId, value FROM custom_options WHERE custom_field_id = ? ORDER BY id', id)
}

export function findOption({ database }: Instance, id: number): CustomOption | undefined {
	return database.get<CustomOption>('SELECT id, custom_field_id AS customFieldId, value FROM custom_options WHERE id = ?', id)
}

/** The values of a hierarchy, by name, each with those below it. */
export interface Branches {
	[label: string]: Branches
}

export interface NewCustomField {
	name: string
	/** As schemas call it; any other name is a kind that clients do not know. */
	kind: 'String' | 'Formattable' | 'Link' | 'Integer' | 'Float' | 'Boolean' | 'Date' | 'CustomOption' | 'User' | 'Version' | 'CustomField::Hierarchy::Item' | (string & {})
	/** Default false. */
	multiple?: boolean
	/** Default false. */
	required?: boolean
	minLength?: number
	maxLength?: number
	/** Source of a regular expression that texts must match somewhere. */
	regularExpression?: string
	defaultValue?: string | number | boolean
	/** Of a list. */
	options?: string[]
	/** Of a hierarchy. */
	branches?: Branches
	typeIds: number[]
	/** Null: all, those to come too. */
	projectIds: number[] | null
}

export function addCustomField(instance: Instance, { name, kind, multiple = false, required = false, minLength, maxLength, regularExpression, defaultValue, options = [], branches, typeIds, projectIds }: NewCustomField): CustomField {
	const { database } = instance
	const id = database.run(
		'INSERT INTO custom_fields (name, kind, multiple, required, min_length, max_length, regular_expression, default_value, for_all_projects) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
		name,
		kind,
		Number(multiple),
		Number(required),
		minLength ?? null,
		maxLength ?? null,
		regularExpression ?? null,
		defaultValue === undefined ? null : JSON.stringify(defaultValue),
		Number(projectIds === null),
	)
	typeIds.forEach((typeId) => database.run('INSERT INTO custom_field_types (custom_field_id, type_id) VALUES (?, ?)', id, typeId))
	projectIds?.forEach((projectId) => database.run('INSERT INTO custom_field_projects (custom_field_id, project_id) VALUES (?, ?)', id, projectId))
	options.forEach((value) => database.run('INSERT INTO custom_options (custom_field_id, value) VALUES (?, ?)', id, value))
	if (branches) {
		addHierarchy(instance, id, branches)
	}
	return findCustomField(instance, id)!
}
