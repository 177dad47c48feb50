// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Field, FieldValue, FormQuestion } from '../contract/form.ts'
import type { FormField, Payload } from '../nepenthes/work-package-form.ts'

import { durationOfDays, durationOfHours, hoursOf } from '../nepenthes/duration.ts'
import { ProblemError } from './problems.ts'

/** Kinds of single properties, by Nepenthes' names of them. */
const KINDS: Record<string, Exclude<Field['kind'], 'choice' | 'unsupported'>> = {
	String: 'text',
	Formattable: 'long-text',
	Link: 'link',
	Integer: 'integer',
	Float: 'float',
	Boolean: 'boolean',
	Date: 'date',
	Duration: 'hours',
}

/** What is chosen from others, one or several (nepenthes-api 3.6). */
const CHOSEN = /^(\[\])?(?:User|Version|Category|Priority|Status|Type|Project|Workspace|WorkPackage|CustomOption|CustomField::Hierarchy::Item|Budget|ProjectPhase|Sprint)$/

/** How long a work package takes is counted in days, work in hours. */
const IN_DAYS: ReadonlySet<string> = new Set(['duration', 'derivedDuration'])

/** A field of Nepenthes' form in the model of ours. */
export function fieldOf({ key, name, type, required, minLength, maxLength, choices, source, value, chosen }: FormField): Field {
	const base = { key, name, required }
	const many = CHOSEN.exec(type)
	if (many !== null) {
		const toChoice = ({ href, name, depth }: FormField['chosen'][number]) => ({ value: href, name, depth })
		return { ...base, kind: 'choice', multiple: many[1] !== undefined, choices: choices?.map(toChoice) ?? null, source, value: chosen.map(toChoice) }
	}
	const text = typeof value === 'string' ? value : null
	const number = typeof value === 'number' ? value : null
	switch (KINDS[type]) {
		case 'text':
			return { ...base, kind: 'text', minLength, maxLength, value: text }
		case 'long-text':
			return { ...base, kind: 'long-text', value: rawOf(value) }
		case 'link':
			return { ...base, kind: 'link', value: text }
		case 'date':
			return { ...base, kind: 'date', value: text }
		case 'integer':
			return { ...base, kind: 'integer', value: number === null ? null : Math.trunc(number) }
		case 'float':
			return { ...base, kind: 'float', value: number }
		case 'boolean':
			return { ...base, kind: 'boolean', value: value === true }
		case 'hours': {
			const hours = text === null ? null : hoursOf(text)
			return IN_DAYS.has(key)
				? { ...base, kind: 'days', value: hours === null ? null : Math.round(hours / 24) }
				: { ...base, kind: 'hours', value: hours }
		}
		default:
			return { ...base, kind: 'unsupported' }
	}
}

/**
 * What the user has entered, as Nepenthes takes it.
 *
 * @param values
 * @param apiPath path of Nepenthes' API, to which all that is chosen must belong
 * @throws {ProblemError} invalid-request
 */
export function payloadOf(values: FormQuestion['values'], apiPath: string): Payload {
	const payload: Payload = { properties: {}, links: {} }
	for (const [key, entered] of Object.entries(values)) {
		if (entered.kind === 'choice') {
			const links = entered.value.map((href) => ({ href: checkedReference(href, apiPath) }))
			payload.links[key] = entered.multiple ? links : links[0] ?? { href: null }
		} else {
			payload.properties[key] = propertyOf(entered)
		}
	}
	return payload
}

function propertyOf(entered: Exclude<FieldValue, { kind: 'choice' }>): unknown {
	switch (entered.kind) {
		case 'long-text':
			return { raw: entered.value ?? '' }
		case 'hours':
			return entered.value === null ? null : durationOfHours(Math.max(0, entered.value))
		case 'days':
			return entered.value === null ? null : durationOfDays(Math.max(0, Math.round(entered.value)))
		default:
			return entered.value
	}
}

/**
 * A reference that the page has got from a form: a path of Nepenthes' API and nothing else.
 *
 * @throws {ProblemError} invalid-request
 */
export function checkedReference(reference: string, apiPath: string): string {
	if (!reference.startsWith(`${apiPath}/`) || !/^[\w/-]+$/.test(reference.slice(apiPath.length))) {
		throw new ProblemError('invalid-request', { detail: 'values: a choice must be one that the form has named' })
	}
	return reference
}

function rawOf(value: unknown): string | null {
	const { raw } = Object(value) as { raw?: unknown }
	return typeof raw === 'string' ? raw : null
}
