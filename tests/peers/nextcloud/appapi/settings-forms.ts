// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { SettingsForm } from './surfaces.ts'

const types = ['text', 'password', 'email', 'tel', 'url', 'number', 'checkbox', 'multi-checkbox', 'radio', 'select', 'multi-select']
const withOptions = ['multi-checkbox', 'radio', 'select', 'multi-select']

/** What the settings app of Nextcloud demands of a declarative form. AppAPI does not look, so that a bad one breaks all settings pages. */
export function isValidForm(form: SettingsForm): boolean {
	return isText(form.id) && isText(form.title) && isText(form.section_id) && ['admin', 'personal'].includes(form.section_type)
		&& Array.isArray(form.fields) && new Set(form.fields.map((field) => field.id)).size === form.fields.length
		&& form.fields.every((field) => isText(field.id) && isText(field.title) && types.includes(field.type)
			&& (!withOptions.includes(field.type) || Array.isArray(field.options))
			&& (!field.sensitive || ['text', 'password'].includes(field.type)))
}

function isText(value: unknown): boolean {
	return typeof value === 'string' && value !== ''
}
