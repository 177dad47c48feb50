// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import Type from 'typebox'
import { ApiErrorBody, Link } from './api-schemas.ts'

/** What the published description of the API says of the form of a new work package and of what is chosen in it; where the contract (nepenthes-api.md 3.6) differs, it holds. */

const exact = { additionalProperties: false }

export const CustomOption = Type.Object({
	_type: Type.Literal('CustomOption'),
	id: Type.Integer(),
	value: Type.String(),
	_links: Type.Object({ self: Link }, exact),
}, exact)

export const HierarchyItem = Type.Object({
	_type: Type.Literal('HierarchyItem'),
	id: Type.Integer(),
	label: Type.Union([Type.String(), Type.Null()]),
	short: Type.Union([Type.String(), Type.Null()]),
	weight: Type.Union([Type.String(), Type.Null()]),
	formattedWeight: Type.Union([Type.String(), Type.Null()]),
	depth: Type.Integer({ minimum: 0 }),
	_links: Type.Object({ self: Link, parent: Type.Optional(Link), children: Type.Array(Link), branch: Link }, exact),
}, exact)

const property = {
	name: Type.String({ minLength: 1 }),
	required: Type.Boolean(),
	hasDefault: Type.Boolean(),
	writable: Type.Boolean(),
	attributeGroup: Type.Optional(Type.String()),
}

/** A property whose value is a link, and what may be chosen: all, listed twice, or where to ask. */
const LinkedProperty = Type.Object({
	...property,
	type: Type.String({ pattern: '^(?:\\[\\])?[A-Z]' }),
	location: Type.Literal('_links'),
	_links: Type.Object({ allowedValues: Type.Optional(Type.Union([Type.Array(Link), Link])) }, exact),
	_embedded: Type.Optional(Type.Object({ allowedValues: Type.Array(Type.Object({ _type: Type.String(), id: Type.Integer() })) }, exact)),
}, exact)

const PlainProperty = Type.Object({
	...property,
	type: Type.String({ pattern: '^[A-Z]' }),
	options: Type.Object({}),
	minLength: Type.Optional(Type.Integer()),
	maxLength: Type.Optional(Type.Integer()),
	regularExpression: Type.Optional(Type.String()),
}, exact)

export const Form = Type.Object({
	_type: Type.Literal('Form'),
	_embedded: Type.Object({
		payload: Type.Object({
			_links: Type.Record(Type.String(), Type.Union([Link, Type.Array(Link)])),
			_meta: Type.Object({}),
		}),
		schema: Type.Object({
			_type: Type.Literal('Schema'),
			_dependencies: Type.Array(Type.String()),
			_attributeGroups: Type.Array(Type.Object({
				_type: Type.Literal('WorkPackageFormAttributeGroup'),
				name: Type.String(),
				attributes: Type.Array(Type.String(), { minItems: 1 }),
			}, exact)),
			_links: Type.Object({}),
		}, { additionalProperties: Type.Union([LinkedProperty, PlainProperty]) }),
		validationErrors: Type.Record(Type.String(), ApiErrorBody),
	}, exact),
	_links: Type.Object({
		self: Link,
		validate: Link,
		previewMarkup: Link,
		commit: Type.Optional(Link),
		customFields: Type.Optional(Link),
		configureForm: Type.Optional(Link),
	}, exact),
}, exact)
