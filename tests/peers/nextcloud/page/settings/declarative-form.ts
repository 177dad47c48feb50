// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { getRequestToken } from '@nextcloud/auth'
import { generateOcsUrl } from '@nextcloud/router'

export type FieldValue = string | number | boolean | string[]

interface FieldBase {
	id: string
	title: string
	description?: string
	placeholder?: string
	label?: string
	value: FieldValue
}

type Choice = string | { name: string, value: string }

export type Field = FieldBase & (
	| { type: 'text' | 'password' | 'email' | 'tel' | 'url' | 'number', sensitive?: boolean }
	| { type: 'checkbox' }
	| { type: 'select' | 'radio', options: Choice[] }
)

/** A form that an app has declared (section 3.5), with the values that it has now. */
export interface DeclarativeForm {
	id: string
	app: string
	title: string
	description?: string
	doc_url?: string
	fields: Field[]
}

export const choices = (options: Choice[]) => options.map((option) => typeof option === 'string' ? { name: option, value: option } : option)

/** @throws {Error} if the server refuses the value */
export async function saveField({ app, id: formId }: DeclarativeForm, { id: fieldId }: Field, value: FieldValue): Promise<void> {
	const response = await fetch(generateOcsUrl('settings/api/declarative/value'), {
		method: 'POST',
		headers: { 'content-type': 'application/json', accept: 'application/json', requesttoken: getRequestToken() ?? '' },
		body: JSON.stringify({ app, formId, fieldId, value }),
	})
	if (!response.ok) {
		throw new Error(`${response.status} ${response.statusText}`)
	}
}
