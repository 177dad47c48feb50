// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { MessageKey } from './messages.ts'

/** The names of errors, last part of their `errorIdentifier`, and the status that goes with each (section 2.5). */
const statuses = {
	BadRequest: 400,
	InvalidRequestBody: 400,
	InvalidQuery: 400,
	Unauthenticated: 401,
	MissingPermission: 403,
	NotFound: 404,
	UpdateConflict: 409,
	TypeNotSupported: 415,
	PropertyConstraintViolation: 422,
	PropertyFormatError: 422,
	PropertyIsReadOnly: 422,
	PropertyMissingError: 422,
	ResourceTypeMismatch: 422,
	UnprocessableContent: 422,
	MultipleErrors: 422,
	InternalServerError: 500,
}

export type ErrorName = keyof typeof statuses

interface Details {
	/** Fills the gap in the message. */
	value?: string
	/** Fills the gap for a number. */
	count?: number
	headers?: Record<string, string>
	/** What of the body is wrong. */
	attribute?: string
	parts?: ApiError[]
	/** Whether its message is the only one of a list. */
	listed?: boolean
}

/** An error that the API answers as a HAL error, in the caller's language. */
export class ApiError extends Error {
	override readonly name = 'ApiError'
	readonly error: ErrorName
	readonly key: MessageKey
	readonly status: number
	readonly value: string
	readonly count: number | undefined
	readonly headers: Record<string, string>
	readonly attribute: string | undefined
	/** The errors that this one is the sum of. */
	readonly parts: ApiError[]
	/** Whether its message is sent as the only one of a list, as some endpoints do (section 2.5). */
	readonly listed: boolean

	constructor(error: ErrorName, key: MessageKey, { value = '', count, headers = {}, attribute, parts = [], listed = false }: Details = {}) {
		super(`${error}: ${key}`)
		this.error = error
		this.key = key
		this.status = statuses[error]
		this.value = value
		this.count = count
		this.headers = headers
		this.attribute = attribute
		this.parts = parts
		this.listed = listed
	}
}

/** What is not there and what the caller may not see are the same. */
export const notFound = () => new ApiError('NotFound', 'not-found')

export const missingPermission = () => new ApiError('MissingPermission', 'missing-permission')

/**
 * Refuses a body for all that is wrong with it: a single error as it is, several in one (section 2.5).
 *
 * @throws {ApiError} unless there are none
 */
export function refuseFor(errors: ApiError[]): void {
	const [first, ...others] = errors
	if (first) {
		throw others.length === 0 ? first : new ApiError('MultipleErrors', 'multiple-errors', { parts: errors })
	}
}
