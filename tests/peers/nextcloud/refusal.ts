// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

const messages = {
	'not-logged-in': 'Current user is not logged in',
	forbidden: 'Logged in account must be an admin',
	csrf: 'CSRF check failed',
	'strict-cookie': 'Strict Cookie has not been found in request',
	'second-factor': 'Two-factor authentication required',
	'password-confirmation': 'Password confirmation is required',
	'not-found': 'Not found',
} as const

const statuses = {
	'not-logged-in': 401,
	forbidden: 403,
	csrf: 412,
	'strict-cookie': 412,
	'second-factor': 303,
	'password-confirmation': 403,
	'not-found': 404,
} as const

/** Why a request is turned away before it reaches its route; becomes an answer in one place, by what was asked for. */
export class Refusal extends Error {
	readonly kind: keyof typeof statuses
	readonly status: number

	constructor(kind: Refusal['kind'], message?: string) {
		super(message ?? messages[kind])
		this.kind = kind
		this.status = statuses[kind]
	}
}
