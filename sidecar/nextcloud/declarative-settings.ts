// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'
import type { CallOptions } from './http.ts'
import type { Ocs } from './ocs.ts'

import Type from 'typebox'
import { Value } from 'typebox/value'
import { NextcloudNotFound } from './errors.ts'
import { Ignored } from './ocs.ts'

const shared = {
	/** Also the key of the app config, or of the preference, in which the value lands. */
	id: Type.String({ minLength: 1, maxLength: 64 }),
	title: Type.String({ minLength: 1 }),
	description: Type.Optional(Type.String()),
	placeholder: Type.Optional(Type.String()),
	default: Type.Union([Type.String(), Type.Boolean(), Type.Number(), Type.Array(Type.String())]),
}

const Choice = Type.Union([Type.String(), Type.Object({ name: Type.String(), value: Type.String() })])

/** Sensitive fields are left out: their values arrive encrypted with a key that no app has (nextcloud-contract 3.5). */
const Field = Type.Union([
	Type.Object({
		...shared,
		type: Type.Union([Type.Literal('text'), Type.Literal('email'), Type.Literal('tel'), Type.Literal('url'), Type.Literal('number')]),
	}, { additionalProperties: false }),
	Type.Object({ ...shared, type: Type.Literal('checkbox'), label: Type.String() }, { additionalProperties: false }),
	Type.Object({
		...shared,
		type: Type.Union([Type.Literal('multi-checkbox'), Type.Literal('radio'), Type.Literal('select'), Type.Literal('multi-select')]),
		options: Type.Array(Choice, { minItems: 1 }),
	}, { additionalProperties: false }),
])

const Form = Type.Object({
	id: Type.String({ minLength: 1, maxLength: 64 }),
	priority: Type.Integer(),
	section_type: Type.Union([Type.Literal('admin'), Type.Literal('personal')]),
	section_id: Type.String({ minLength: 1, maxLength: 64 }),
	title: Type.String({ minLength: 1 }),
	description: Type.Optional(Type.String()),
	doc_url: Type.Optional(Type.String({ pattern: '^https?://' })),
	fields: Type.Array(Field, { minItems: 1 }),
}, { additionalProperties: false })

/** A form that Nextcloud draws on its settings pages, in AppAPI's own words. */
export type DeclarativeForm = Static<typeof Form>

/** Forms on Nextcloud's settings pages (nextcloud-contract 3.5). Registering again replaces. */
export interface DeclarativeSettings {
	/** @throws {InvalidDeclarativeForm} before anything is sent */
	register(form: DeclarativeForm, options?: CallOptions): Promise<void>
	unregister(formId: string, options?: CallOptions): Promise<void>
}

/** AppAPI stores any form, and then a wrong one turns every settings page of the instance into an error. */
export class InvalidDeclarativeForm extends Error {
	override readonly name = 'InvalidDeclarativeForm'
}

const PATH = 'apps/app_api/api/v1/ui/settings'

export function createDeclarativeSettings(ocs: Ocs): DeclarativeSettings {
	return {
		async register(form, { signal } = {}) {
			validateForm(form)
			await ocs.call(Ignored, { method: 'POST', path: PATH, userId: null, body: { formScheme: form }, signal })
		},
		async unregister(formId, { signal } = {}) {
			try {
				await ocs.call(Ignored, { method: 'DELETE', path: `${PATH}?formId=${encodeURIComponent(formId)}`, userId: null, signal })
			} catch (error) {
				if (!(error instanceof NextcloudNotFound) || error.route) {
					throw error
				}
			}
		},
	}
}

/**
 * Refuses a form that Nextcloud could not draw.
 *
 * @param form
 * @throws {InvalidDeclarativeForm} naming the place
 */
export function validateForm(form: unknown): asserts form is DeclarativeForm {
	if (!Value.Check(Form, form)) {
		const [wrong] = Value.Errors(Form, form)
		throw new InvalidDeclarativeForm(`The form is invalid at "${wrong?.instancePath || '/'}": ${wrong?.message}.`)
	}
	const ids = form.fields.map(({ id }) => id)
	const twice = ids.find((id, index) => ids.indexOf(id) !== index)
	if (twice !== undefined) {
		throw new InvalidDeclarativeForm(`The form has the field "${twice}" twice.`)
	}
}
