// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Choice, Field, FieldValue } from '../../../sidecar/contract/form.ts'

import { getCanonicalLocale, t } from '@nextcloud/l10n'
import { formatNumber, parseNumber } from './numbers.ts'

/** A field that can be filled in here. */
export type KnownField = Exclude<Field, { kind: 'unsupported' }>

export type ChoiceField = Extract<Field, { kind: 'choice' }>

type TextKind = 'text' | 'long-text' | 'link' | 'date'
type NumberKind = 'integer' | 'float' | 'hours' | 'days'

/** What stands in a field, as people write and choose it. */
export type Entry
	= | { kind: TextKind, text: string }
		/** As it is written: perhaps no number yet. */
		| { kind: NumberKind, text: string }
		| { kind: 'boolean', checked: boolean }
		/** With their names, for who reads it. */
		| { kind: 'choice', multiple: boolean, chosen: readonly Choice[] }

const isWhole = (kind: NumberKind) => kind === 'integer' || kind === 'days'

/** What stands in a field before anybody has entered something. */
export function entryOf(field: KnownField): Entry {
	switch (field.kind) {
		case 'text':
		case 'long-text':
		case 'link':
		case 'date':
			return { kind: field.kind, text: field.value ?? '' }
		case 'integer':
		case 'float':
		case 'hours':
		case 'days':
			return { kind: field.kind, text: field.value === null ? '' : formatNumber(field.value, getCanonicalLocale()) }
		case 'boolean':
			return { kind: 'boolean', checked: field.value }
		case 'choice':
			return { kind: 'choice', multiple: field.multiple, chosen: field.value }
	}
}

export function isEmpty(entry: Entry): boolean {
	switch (entry.kind) {
		case 'boolean':
			// Yes or no: there is always an answer.
			return false
		case 'choice':
			return entry.chosen.length === 0
		default:
			return entry.text.trim() === ''
	}
}

/**
 * What is sent of an entry; null for what is no value yet.
 *
 * @param entry
 */
export function valueOf(entry: Entry): FieldValue | null {
	switch (entry.kind) {
		case 'boolean':
			return { kind: 'boolean', value: entry.checked }
		case 'choice':
			return { kind: 'choice', multiple: entry.multiple, value: entry.chosen.map(({ value }) => value) }
		case 'long-text':
			return { kind: 'long-text', value: entry.text }
		case 'text':
		case 'link':
		case 'date':
			return { kind: entry.kind, value: entry.text.trim() === '' ? null : entry.text.trim() }
		default: {
			if (isEmpty(entry)) {
				return { kind: entry.kind, value: null }
			}
			const value = numberIn(entry)
			return value === null ? null : { kind: entry.kind, value }
		}
	}
}

function numberIn({ kind, text }: { kind: NumberKind, text: string }): number | null {
	const value = parseNumber(text, getCanonicalLocale())
	return value !== null && isWhole(kind) && !Number.isSafeInteger(value) ? null : value
}

/**
 * As much of an entry as a field takes: the field may have come with another project or type.
 *
 * @param entry
 * @param field
 * @return null if nothing of it fits
 */
export function fitting(entry: Entry, field: KnownField): Entry | null {
	if (entry.kind !== field.kind) {
		return null
	}
	if (entry.kind !== 'choice' || field.kind !== 'choice') {
		return entry
	}
	if (entry.multiple !== field.multiple) {
		return null
	}
	const { choices } = field
	if (choices === null || entry.chosen.length === 0) {
		return entry
	}
	const chosen = entry.chosen.flatMap(({ value }) => choices.find((choice) => choice.value === value) ?? [])
	return chosen.length === 0 ? null : { ...entry, chosen }
}

/**
 * What is wrong with an entry for sure, in words; all else Nepenthes knows better.
 *
 * @param entry
 * @param field
 */
export function complaintAbout(entry: Entry, field: KnownField): string | null {
	if (isEmpty(entry)) {
		return field.required ? t('integration_nepenthes', '{field} must be filled in.', { field: field.name }, { escape: false, sanitize: false }) : null
	}
	if (valueOf(entry) !== null) {
		return null
	}
	return entry.kind === 'integer' || entry.kind === 'days'
		? t('integration_nepenthes', '{field} must be a whole number.', { field: field.name }, { escape: false, sanitize: false })
		: t('integration_nepenthes', '{field} must be a number.', { field: field.name }, { escape: false, sanitize: false })
}
