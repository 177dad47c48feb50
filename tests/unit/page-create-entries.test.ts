// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Field, FieldValue } from '../../sidecar/contract/form.ts'
import type { Entry, KnownField } from '../../src/work-packages/create/entries.ts'

import { describe, expect, it } from 'vitest'
import { arrange } from '../../src/work-packages/create/arrangement.ts'
import { complaintAbout, entryOf, fitting, valueOf } from '../../src/work-packages/create/entries.ts'

const named = { key: 'field', name: 'Field', required: false }
const choice = (value: string) => ({ value, name: value.toUpperCase(), depth: 0 })
function options(values: string[] | null, { multiple = false, required = false } = {}): KnownField {
	return {
		...named,
		required,
		kind: 'choice',
		multiple,
		choices: values?.map(choice) ?? null,
		source: values === null ? '/somewhere' : null,
		value: [],
	}
}
const chosen = (values: string[], multiple = false): Entry => ({ kind: 'choice', multiple, chosen: values.map(choice) })

describe('what the form brings', () => {
	it.each<[KnownField, FieldValue]>([
		[{ ...named, kind: 'text', minLength: null, maxLength: 255, value: 'Leak' }, { kind: 'text', value: 'Leak' }],
		[{ ...named, kind: 'text', minLength: null, maxLength: 255, value: null }, { kind: 'text', value: null }],
		[{ ...named, kind: 'long-text', value: '**What**\n\n' }, { kind: 'long-text', value: '**What**\n\n' }],
		[{ ...named, kind: 'link', value: 'https://nepenthes.example' }, { kind: 'link', value: 'https://nepenthes.example' }],
		[{ ...named, kind: 'integer', value: 12345 }, { kind: 'integer', value: 12345 }],
		[{ ...named, kind: 'float', value: 1.25 }, { kind: 'float', value: 1.25 }],
		[{ ...named, kind: 'float', value: null }, { kind: 'float', value: null }],
		[{ ...named, kind: 'boolean', value: true }, { kind: 'boolean', value: true }],
		[{ ...named, kind: 'date', value: '2026-03-01' }, { kind: 'date', value: '2026-03-01' }],
		[{ ...named, kind: 'hours', value: 7.5 }, { kind: 'hours', value: 7.5 }],
		[{ ...named, kind: 'days', value: 3 }, { kind: 'days', value: 3 }],
		[{ ...options(['a', 'b']), value: [choice('b')] } as KnownField, { kind: 'choice', multiple: false, value: ['b'] }],
		[{ ...options(null, { multiple: true }), value: [choice('a'), choice('b')] } as KnownField, { kind: 'choice', multiple: true, value: ['a', 'b'] }],
	])('goes back as it came, where nothing was entered: %o', (field, value) => {
		expect(valueOf(entryOf(field))).toEqual(value)
	})
})

describe('what is entered', () => {
	it('is sent without what stands around it, save in a long text', () => {
		expect(valueOf({ kind: 'text', text: '  Leak ' })).toEqual({ kind: 'text', value: 'Leak' })
		expect(valueOf({ kind: 'text', text: '   ' })).toEqual({ kind: 'text', value: null })
		expect(valueOf({ kind: 'long-text', text: '    code\n' })).toEqual({ kind: 'long-text', value: '    code\n' })
	})

	it('is no value as long as it is no number', () => {
		expect(valueOf({ kind: 'float', text: 'two' })).toBeNull()
		expect(valueOf({ kind: 'days', text: '1.5' })).toBeNull()
		expect(valueOf({ kind: 'integer', text: '12345678901234567890' })).toBeNull()
		expect(valueOf({ kind: 'hours', text: '1.5' })).toEqual({ kind: 'hours', value: 1.5 })
	})

	it('is complained about only where it is wrong for sure', () => {
		const number = { ...named, name: 'Work', kind: 'hours', value: null } as const
		expect(complaintAbout({ kind: 'hours', text: 'two' }, number)).toBe('Work must be a number.')
		expect(complaintAbout({ kind: 'integer', text: '1.5' }, { ...number, kind: 'integer' })).toBe('Work must be a whole number.')
		expect(complaintAbout({ kind: 'hours', text: '' }, number)).toBeNull()
		expect(complaintAbout({ kind: 'hours', text: '-2' }, number)).toBeNull()
		expect(complaintAbout(chosen([]), options(['a'], { required: true }))).toBe('Field must be filled in.')
		expect(complaintAbout({ kind: 'text', text: '  ' }, { ...named, required: true, kind: 'text', minLength: 1, maxLength: 255, value: null })).toBe('Field must be filled in.')
		expect(complaintAbout({ kind: 'boolean', checked: false }, { ...named, required: true, kind: 'boolean', value: false })).toBeNull()
	})
})

describe('what was entered for another project or type', () => {
	it('fits as long as the field is of the same kind', () => {
		const entry: Entry = { kind: 'text', text: 'Leak' }
		expect(fitting(entry, { ...named, kind: 'text', minLength: null, maxLength: null, value: 'template' })).toBe(entry)
		expect(fitting(entry, { ...named, kind: 'link', value: null })).toBeNull()
	})

	it('fits where it may still be chosen', () => {
		expect(fitting(chosen(['b']), options(['a', 'b']))).toEqual(chosen(['b']))
		expect(fitting(chosen(['c']), options(['a', 'b']))).toBeNull()
		expect(fitting(chosen(['a', 'c'], true), options(['a', 'b'], { multiple: true }))).toEqual(chosen(['a'], true))
		expect(fitting(chosen(['a']), options(['a', 'b'], { multiple: true }))).toBeNull()
	})

	it('fits where choices are searched: only the search knows them', () => {
		expect(fitting(chosen(['c']), options(null))).toEqual(chosen(['c']))
	})

	it('takes the names that the choices have there', () => {
		const renamed = { ...options(['a']), choices: [{ value: 'a', name: 'Another name', depth: 2 }] } as KnownField
		expect(fitting(chosen(['a']), renamed)).toMatchObject({ chosen: [{ name: 'Another name', depth: 2 }] })
	})
})

describe('the order of the fields', () => {
	const field = (key: string, required = false): Field => ({ ...named, key, required, kind: 'text', minLength: null, maxLength: null, value: null })

	it('begins with project, type and subject, then what is required, then what people fill in most often', () => {
		const { first, more } = arrange([field('description'), field('version'), field('project', true), field('customField5', true), field('status', true), field('assignee'), field('subject', true), field('parent'), field('type', true)])
		expect(first.map(({ key }) => key)).toEqual(['project', 'type', 'subject', 'customField5', 'status', 'assignee', 'description'])
		expect(more.map(({ key }) => key)).toEqual(['version', 'parent'])
	})
})
