// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import Type from 'typebox'
import { FileLinksResult } from './file-links.ts'
import { WorkPackage } from './work-package.ts'

/** One of the values that a field may have. */
export const Choice = Type.Object({
	value: Type.String({ description: 'What is sent back when it is chosen: a reference of Nepenthes, opaque to the page.' }),
	name: Type.String(),
	depth: Type.Integer({ minimum: 0, description: 'How deep it stands below others, where they are a tree; else 0.' }),
})
export type Choice = Static<typeof Choice>

const field = {
	/** Name in Nepenthes' API: `subject`, `customField12`. */
	key: Type.String(),
	name: Type.String({ description: 'In the language of the user.' }),
	required: Type.Boolean(),
}

const optional = <Schema extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Number> | ReturnType<typeof Type.Integer>>(schema: Schema) => Type.Union([schema, Type.Null()])

/** A field of the form, told apart by what it holds. */
export const Field = Type.Union([
	Type.Object({ ...field, kind: Type.Literal('text'), minLength: optional(Type.Integer()), maxLength: optional(Type.Integer()), value: optional(Type.String()) }),
	/** Markdown. */
	Type.Object({ ...field, kind: Type.Literal('long-text'), value: optional(Type.String()) }),
	/** A web address. */
	Type.Object({ ...field, kind: Type.Literal('link'), value: optional(Type.String()) }),
	Type.Object({ ...field, kind: Type.Literal('integer'), value: optional(Type.Integer()) }),
	Type.Object({ ...field, kind: Type.Literal('float'), value: optional(Type.Number()) }),
	Type.Object({ ...field, kind: Type.Literal('boolean'), value: Type.Boolean() }),
	/** YYYY-MM-DD */
	Type.Object({ ...field, kind: Type.Literal('date'), value: optional(Type.String()) }),
	/** Hours as a decimal number; in Nepenthes' API a duration of ISO 8601. */
	Type.Object({ ...field, kind: Type.Literal('hours'), value: optional(Type.Number()) }),
	/** Whole days. */
	Type.Object({ ...field, kind: Type.Literal('days'), value: optional(Type.Integer()) }),
	Type.Object({
		...field,
		kind: Type.Literal('choice'),
		multiple: Type.Boolean(),
		choices: Type.Union([Type.Array(Choice), Type.Null()], { description: 'All of them; null where they are to be searched.' }),
		source: optional(Type.String({ description: 'For `forms/choices`, where they are to be searched.' })),
		value: Type.Array(Choice),
	}),
	/** Of a kind that this app does not know: it can be filled in in Nepenthes only. */
	Type.Object({ ...field, kind: Type.Literal('unsupported') }),
])
export type Field = Static<typeof Field>

/** What the user has entered in a field, with the kind that the form gave it. */
export const FieldValue = Type.Union([
	Type.Object({ kind: Type.Union([Type.Literal('text'), Type.Literal('long-text'), Type.Literal('link'), Type.Literal('date')]), value: optional(Type.String({ maxLength: 100_000 })) }),
	Type.Object({ kind: Type.Union([Type.Literal('integer'), Type.Literal('float'), Type.Literal('hours'), Type.Literal('days')]), value: optional(Type.Number()) }),
	Type.Object({ kind: Type.Literal('boolean'), value: Type.Boolean() }),
	/** By the `value` of each choice; of a field that takes one, at most one. */
	Type.Object({ kind: Type.Literal('choice'), multiple: Type.Boolean(), value: Type.Array(Type.String({ maxLength: 500 }), { maxItems: 1000 }) }),
])
export type FieldValue = Static<typeof FieldValue>

/** `POST forms/work-package`: what is known so far. `project` and `type` are among the values, by key, as all other fields. */
export const FormQuestion = Type.Object({
	values: Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,99}$' }), FieldValue, { additionalProperties: false }),
})
export type FormQuestion = Static<typeof FormQuestion>

export const FieldError = Type.Object({
	key: optional(Type.String({ description: 'Of the field that it is about; null when it is about none.' })),
	message: Type.String({ description: 'In the language of the user.' }),
})
export type FieldError = Static<typeof FieldError>

/** The form for what is known so far: fields, choices and defaults follow project and type. */
export const Form = Type.Object({
	fields: Type.Array(Field, { description: 'All writable ones, in the order in which Nepenthes groups them; project, type and subject first.' }),
	errors: Type.Array(FieldError, { description: 'What Nepenthes would refuse as it stands.' }),
	url: Type.String({ description: 'The form in Nepenthes itself.' }),
})
export type Form = Static<typeof Form>

/** `GET forms/projects` and `GET forms/choices`: a page of what may be chosen. */
export const Choices = Type.Object({
	items: Type.Array(Choice),
	total: Type.Integer({ minimum: 0 }),
	nextPage: optional(Type.Integer({ minimum: 2 })),
})
export type Choices = Static<typeof Choices>

/** `POST work-packages`: the values of a form, and the files that shall be linked to the new work package. */
export const NewWorkPackage = Type.Object({
	...FormQuestion.properties,
	fileIds: Type.Array(Type.String({ pattern: '^[1-9]\\d{0,18}$' }), { maxItems: 100 }),
})
export type NewWorkPackage = Static<typeof NewWorkPackage>

export const Creation = Type.Union([
	/** It is there; what became of each link is told apart. */
	Type.Object({ state: Type.Literal('created'), workPackage: WorkPackage, results: FileLinksResult.properties.results }),
	/** Nepenthes refused: nothing was created. */
	Type.Object({ state: Type.Literal('refused'), errors: Type.Array(FieldError) }),
])
export type Creation = Static<typeof Creation>

/** `POST work-packages/own`: after a lost answer, the user's own work packages like the one that may have been created. */
export const OwnQuestion = Type.Object({
	project: Type.String({ maxLength: 500, description: 'The value chosen for the project.' }),
	type: Type.String({ maxLength: 500 }),
	subject: Type.String({ maxLength: 1000 }),
	since: Type.String({ format: 'date-time', description: 'When the attempt was made.' }),
})
export type OwnQuestion = Static<typeof OwnQuestion>
