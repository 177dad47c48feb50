// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Language } from '../messages.ts'
import type { Project } from '../planning/projects.ts'
import type { User } from '../users.ts'
import type { Option, Property } from './property.ts'

import { ApiError } from '../api-error.ts'
import { allTypes } from '../planning/attributes.ts'
import { findProject } from '../planning/projects.ts'
import { completeDates } from './dates.ts'
import { projectProperty, propertiesFor, typeProperty } from './properties.ts'
import { takesSeveral } from './property.ts'
import { readValue } from './read-value.ts'
import { violationOf } from './violations.ts'

/** A work package to be, as far as it is known. */
export interface Draft {
	project: Project | undefined
	properties: Property[]
	/** Of properties that hold their value themselves, by key. */
	values: Record<string, unknown>
	/** Of properties whose value are links, by key. */
	chosen: Record<string, Option[]>
	/** What is wrong, at most one an attribute. */
	errors: ApiError[]
}

interface Request {
	user: User
	language: Language
	body: unknown
	/** The one that the address names; that in the body does not count then. */
	project?: Project
}

export const readOnly = ({ key, name }: Property): ApiError => new ApiError('PropertyIsReadOnly', 'body.read-only', { value: name, attribute: key })

/**
 * Reads what a caller says of a new work package, and fills in what nobody has to say: default values, the first type
 * of the project, the template of the type (section 3.6). What there is no property for is ignored without a word.
 */
export function draftOf(instance: Instance, { user, language, body, project: given }: Request): Draft {
	const draft: Draft = { project: given, properties: [], values: {}, chosen: {}, errors: [] }
	const properties = Object(body) as Record<string, unknown>
	const links = Object(properties._links) as Record<string, unknown>

	const choose = (property: Property) => attempt(draft, () => {
		const link = links[property.key]
		draft.chosen[property.key] = link === undefined
			? property.defaultOption ? [property.defaultOption] : []
			: readLinks(instance, property, link)
	})

	const ofProject = projectProperty(instance, user, language)
	if (given) {
		draft.chosen.project = [ofProject.choices!.find(`${instance.basePath}/api/v3/projects/${given.id}`)].filter((option) => option !== undefined)
	} else {
		choose(ofProject)
		draft.project = draft.chosen.project?.[0] && findProject(instance, draft.chosen.project[0].id)
	}
	// One that the project does not have is a violation; it still decides on the fields.
	const ofType = typeProperty(instance, language, draft.project)
	choose({ ...ofType, choices: typeProperty(instance, language, undefined).choices! })
	const type = allTypes(instance).find(({ id }) => id === draft.chosen.type?.[0]?.id)

	draft.properties = propertiesFor(instance, { user, language, project: draft.project, type })
	for (const property of draft.properties) {
		if (!property.writable) {
			if (properties[property.key] !== undefined || links[property.key] !== undefined) {
				draft.errors.push(readOnly(property))
			}
		} else if (!property.choices) {
			attempt(draft, () => {
				const value = properties[property.key]
				draft.values[property.key] = readValue(property, value === undefined ? property.defaultValue : value)
			})
		} else if (!Object.hasOwn(draft.chosen, property.key)) {
			choose(property)
		}
	}
	attempt(draft, () => completeDates(draft))
	draft.values.description = described(instance, String(draft.values.description ?? ''), type?.descriptionTemplate ?? '')
	check(draft)
	return draft
}

/** Keeps what goes wrong; there is nothing of the property then. */
export function attempt(draft: Draft, read: () => void): void {
	try {
		read()
	} catch (error) {
		if (!(error instanceof ApiError)) {
			throw error
		}
		draft.errors.push(error)
	}
}

/** Adds what violates a rule, but one mistake of an attribute is enough. */
export function check(draft: Draft): void {
	const wrong = new Set(draft.errors.map(({ attribute }) => attribute))
	for (const property of draft.properties.filter(({ key, writable }) => writable && !wrong.has(key))) {
		const violation = violationOf(property, draft)
		if (violation) {
			draft.errors.push(violation)
		}
	}
}

/**
 * What the caller chose of what may be chosen.
 *
 * @param instance
 * @param property
 * @param given A link, or a list of links where there may be several
 * @throws {ApiError} PropertyFormatError, ResourceTypeMismatch, PropertyConstraintViolation
 */
export function readLinks(instance: Instance, property: Property, given: unknown): Option[] {
	const { key, name } = property
	const several = takesSeveral(property)
	if (Array.isArray(given) !== several && given !== null) {
		throw new ApiError('PropertyFormatError', 'body.format', { value: key, attribute: key })
	}
	return [given ?? []].flat().flatMap((link: unknown) => {
		const { href } = Object(link) as { href?: unknown }
		if (href === null) {
			return []
		}
		if (typeof href !== 'string') {
			throw new ApiError('PropertyFormatError', 'body.format', { value: key, attribute: key })
		}
		const { collections, find } = property.choices!
		if (!collections.some((collection) => href.startsWith(`${instance.basePath}/api/v3/${collection}/`))) {
			throw new ApiError('ResourceTypeMismatch', 'body.resource', { value: name, attribute: key })
		}
		const option = find(href)
		if (!option) {
			throw new ApiError('PropertyConstraintViolation', 'work-package.not-allowed', { value: name, attribute: key })
		}
		return [option]
	})
}

/** A description that nobody has written, or that is another type's template, becomes the template of the type. */
function described(instance: Instance, description: string, template: string): string {
	const untouched = description.trim() === '' || allTypes(instance).some(({ descriptionTemplate }) => descriptionTemplate === description)
	return untouched ? template : description
}
