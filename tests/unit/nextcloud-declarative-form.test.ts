// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { describe, expect, it } from 'vitest'
import { InvalidDeclarativeForm, validateForm } from '../../sidecar/nextcloud/declarative-settings.ts'

const field = { id: 'address', title: 'Address', type: 'url', default: '' }
const form = { id: 'administrator', priority: 50, section_type: 'admin', section_id: 'integration_nepenthes', title: 'Nepenthes', fields: [field] }

describe('a settings form', () => {
	it('passes when Nextcloud can draw it', () => {
		expect(() => validateForm(form)).not.toThrow()
		expect(() => validateForm({ ...form, fields: [field, { ...field, id: 'choice', type: 'select', options: ['a', { name: 'B', value: 'b' }] }] })).not.toThrow()
	})

	// Each of these, once stored, would turn all settings pages of the instance into an error.
	it.each([
		['no section', { section_id: '' }],
		['an unknown section type', { section_type: 'everyone' }],
		['no title', { title: '' }],
		['no fields', { fields: [] }],
		['a field of unknown type', { fields: [{ ...field, type: 'colour' }] }],
		['a field without title', { fields: [{ id: 'address', type: 'url', default: '' }] }],
		['a choice without options', { fields: [{ ...field, type: 'radio' }] }],
		['a sensitive field, whose value nobody could read', { fields: [{ ...field, type: 'password', sensitive: true }] }],
		['a field twice', { fields: [field, field] }],
		['a field of another form', { fields: [{ ...field, options: ['a'] }] }],
	])('is refused with %s', (_what, change) => {
		expect(() => validateForm({ ...form, ...change })).toThrow(InvalidDeclarativeForm)
	})

	it('names the place', () => {
		expect(() => validateForm({ ...form, title: 7 })).toThrow('"/title"')
	})
})
