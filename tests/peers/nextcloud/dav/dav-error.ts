// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { escapeXml } from '../ocs/envelope.ts'

const statuses = {
	BadRequest: 400,
	NotAuthenticated: 401,
	Forbidden: 403,
	NotFound: 404,
	MethodNotAllowed: 405,
	Conflict: 409,
	PreconditionFailed: 412,
	RequestedRangeNotSatisfiable: 416,
	/** No exception of DAV: the server has not foreseen it. */
	InvalidArgumentException: 500,
} as const

/** What a DAV request fails with, named as in the real server. */
export class DavError extends Error {
	readonly exception: keyof typeof statuses
	readonly status: number

	/** The request header whose condition was not met. */
	readonly header: string | undefined

	constructor(exception: keyof typeof statuses, message: string, header?: string) {
		super(message)
		this.exception = exception
		this.header = header
		this.status = statuses[exception]
	}

	body(): string {
		const header = this.header === undefined ? '' : `  <s:header>${this.header}</s:header>\n`
		return '<?xml version="1.0" encoding="utf-8"?>\n<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns">\n'
			+ `  <s:exception>${this.status === 500 ? '' : 'Sabre\\DAV\\Exception\\'}${this.exception}</s:exception>\n  <s:message>${escapeXml(this.message)}</s:message>\n${header}</d:error>\n`
	}
}
