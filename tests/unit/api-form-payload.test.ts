// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FormField } from '../../sidecar/nepenthes/work-package-form.ts'

import { describe, expect, test } from 'vitest'
import { fieldOf, payloadOf } from '../../sidecar/api/form-payload.ts'
import { ProblemError } from '../../sidecar/api/problems.ts'

function described(field: Partial<FormField>): FormField {
	return {
		key: 'customField1',
		name: 'Light',
		type: 'String',
		required: false,
		minLength: null,
		maxLength: null,
		choices: null,
		source: null,
		value: null,
		chosen: [],
		...field,
	}
}

const API = '/np/api/v3'

describe('a field of Nepenthes\' form', () => {
	test.for([
		[{ type: 'String', value: 'half shade', maxLength: 255 }, { kind: 'text', value: 'half shade', maxLength: 255 }],
		[{ type: 'Formattable', value: { format: 'markdown', raw: '# Soil', html: '<h1>Soil</h1>' } }, { kind: 'long-text', value: '# Soil' }],
		[{ type: 'Link', value: 'https://np.example' }, { kind: 'link', value: 'https://np.example' }],
		[{ type: 'Integer', value: 12 }, { kind: 'integer', value: 12 }],
		[{ type: 'Float', value: 1.5 }, { kind: 'float', value: 1.5 }],
		[{ type: 'Boolean', value: null }, { kind: 'boolean', value: false }],
		[{ type: 'Date', value: '2026-03-01' }, { kind: 'date', value: '2026-03-01' }],
		[{ key: 'estimatedTime', type: 'Duration', value: 'PT2H30M' }, { kind: 'hours', value: 2.5 }],
		[{ key: 'duration', type: 'Duration', value: 'P3D' }, { kind: 'days', value: 3 }],
		[{ type: 'Formattable', value: null }, { kind: 'long-text', value: null }],
		[{ type: 'Telepathy', value: 'x' }, { kind: 'unsupported' }],
	] as const)('%o', ([field, expected]) => {
		expect(fieldOf(described(field))).toMatchObject({ key: 'key' in field ? field.key : 'customField1', name: 'Light', ...expected })
	})

	test('from which one or several are chosen, listed or to be searched', () => {
		const full = { href: `${API}/custom_options/5`, name: 'Full sun', depth: 0 }
		expect(fieldOf(described({ type: 'CustomOption', choices: [full], chosen: [full] }))).toMatchObject({
			kind: 'choice',
			multiple: false,
			choices: [{ value: full.href, name: 'Full sun' }],
			source: null,
			value: [{ value: full.href, name: 'Full sun' }],
		})
		expect(fieldOf(described({ type: '[]User', source: '/projects/2/available_assignees' }))).toMatchObject({
			kind: 'choice',
			multiple: true,
			choices: null,
			source: '/projects/2/available_assignees',
			value: [],
		})
	})
})

describe('what was entered', () => {
	test('is sent as Nepenthes takes each kind', () => {
		expect(payloadOf({
			subject: { kind: 'text', value: '<b>Pitcher</b> 🪴' },
			description: { kind: 'long-text', value: 'Drips.' },
			customField1: { kind: 'float', value: 1.5 },
			customField2: { kind: 'boolean', value: true },
			estimatedTime: { kind: 'hours', value: 2.5 },
			duration: { kind: 'days', value: 3 },
			dueDate: { kind: 'date', value: null },
			project: { kind: 'choice', multiple: false, value: [`${API}/projects/2`] },
			assignee: { kind: 'choice', multiple: false, value: [] },
			customField3: { kind: 'choice', multiple: true, value: [`${API}/users/4`, `${API}/users/5`] },
		}, API)).toEqual({
			properties: {
				subject: '<b>Pitcher</b> 🪴',
				description: { raw: 'Drips.' },
				customField1: 1.5,
				customField2: true,
				estimatedTime: 'PT2H30M',
				duration: 'P3D',
				dueDate: null,
			},
			links: {
				project: { href: `${API}/projects/2` },
				assignee: { href: null },
				customField3: [{ href: `${API}/users/4` }, { href: `${API}/users/5` }],
			},
		})
	})

	test.for(['https://evil.example/api/v3/projects/2', '/api/v3/projects/2', `${API}/../../admin`, `${API}/projects/2?x=1`, 'urn:x', ''])('never refers to anything but Nepenthes\' API: %s', (reference) => {
		expect(() => payloadOf({ project: { kind: 'choice', multiple: false, value: [reference] } }, API)).toThrow(ProblemError)
	})
})
