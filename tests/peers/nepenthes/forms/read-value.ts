// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Property } from './property.ts'

import { ApiError } from '../api-error.ts'

const DURATION = /^P(?=\d|T\d)(?:\d+W|(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/

type Read = (value: unknown) => string | number | boolean | null | undefined

const emptied: Read = (value) => (value ?? null) === null ? null : undefined

const text: Read = (value) => typeof value === 'string' ? value : emptied(value)
const number: Read = (value) => typeof value === 'number' ? value : emptied(value)
const matching = (test: (text: string) => boolean): Read => (value) => typeof value === 'string' && test(value) ? value : emptied(value)

/** By kind of the property; undefined for a value of another form. */
const forms: Record<string, Read> = {
	String: text,
	Link: text,
	Formattable: (value) => value instanceof Object && 'raw' in value ? text(value.raw) : emptied(value),
	Integer: number,
	Float: number,
	// It is never empty.
	Boolean: (value) => typeof value === 'boolean' ? value : emptied(value) === null ? false : undefined,
	Date: matching((day) => /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day))),
	Duration: matching((duration) => DURATION.test(duration)),
}

/**
 * Reads what the caller says of a property that holds its value itself (section 3.6): as it is sent back, of a
 * formattable text its source.
 *
 * @param property
 * @param value
 * @throws {ApiError} PropertyFormatError
 */
export function readValue({ key, type }: Property, value: unknown): unknown {
	const read = forms[type]?.(value)
	if (type in forms && read === undefined) {
		throw new ApiError('PropertyFormatError', 'body.format', { value: key, attribute: key })
	}
	return type in forms ? read : value
}
