// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { MessageKey } from './messages.ts'

/** The names of errors, last part of their `errorIdentifier`, and the status that goes with each (section 2.5). */
const statuses = {
	BadRequest: 400,
	InvalidRequestBody: 400,
	Unauthenticated: 401,
	MissingPermission: 403,
	NotFound: 404,
	TypeNotSupported: 415,
	InternalServerError: 500,
}

export type ErrorName = keyof typeof statuses

interface Details {
	/** Fills the gap in the message. */
	value?: string
	headers?: Record<string, string>
}

/** An error that the API answers as a HAL error, in the caller's language. */
export class ApiError extends Error {
	override readonly name = 'ApiError'
	readonly error: ErrorName
	readonly key: MessageKey
	readonly status: number
	readonly value: string
	readonly headers: Record<string, string>

	constructor(error: ErrorName, key: MessageKey, { value = '', headers = {} }: Details = {}) {
		super(`${error}: ${key}`)
		this.error = error
		this.key = key
		this.status = statuses[error]
		this.value = value
		this.headers = headers
	}
}

/** What is not there and what the caller may not see are the same. */
export const notFound = () => new ApiError('NotFound', 'not-found')
