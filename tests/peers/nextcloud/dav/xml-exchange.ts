// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Element } from './xml.ts'

import { rawBody } from '../parameters.ts'
import { DavError } from './dav-error.ts'
import { multistatus, parseXml } from './xml.ts'

/** The body of a request as XML; `undefined` where there is none. */
export async function xmlBody(request: FastifyRequest): Promise<Element | undefined> {
	const body = (await rawBody(request)).toString()
	if (body.trim() === '') {
		return undefined
	}
	try {
		return parseXml(body)
	} catch {
		throw new DavError('BadRequest', 'The XML of the request cannot be read')
	}
}

export function sendMultistatus(reply: FastifyReply, responses: string[]): FastifyReply {
	return reply.status(207).type('application/xml; charset=utf-8').send(multistatus(responses))
}
