// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'

import { createHash } from 'node:crypto'
import { phpJson } from '../php-json.ts'

/** What an OCS answer says besides its data. `statuscode` is the one of version 2, where 200 means fine. */
export interface Meta {
	statuscode: number
	message: string
}

/** A failure that an OCS route wants to be told to the caller. */
export class OcsFailure extends Error {
	readonly statuscode: number
	readonly data: unknown

	constructor(statuscode: number, message: string, data: unknown = []) {
		super(message)
		this.statuscode = statuscode
		this.data = data
	}
}

const unknownQuery = 'Invalid query, please check the syntax. API specifications are here: '
	+ 'http://www.freedesktop.org/wiki/Specifications/open-collaboration-services.\n'

export function unknownRoute(): OcsFailure {
	return new OcsFailure(998, unknownQuery)
}

export function isOcs(request: FastifyRequest): boolean {
	return /^\/ocs\/v[12]\.php(\/|\?|$)/.test(request.url)
}

/** HTTP status in version 2 of the codes that are none. */
const httpStatus = new Map([[997, 401], [996, 500], [998, 404]])

/** Sends an OCS answer in the version and the format that were asked for. */
export function sendOcs(request: FastifyRequest, reply: FastifyReply, meta: Meta, data: unknown): FastifyReply {
	const first = request.url.startsWith('/ocs/v1.php')
	const fine = meta.statuscode >= 200 && meta.statuscode < 300
	reply.status(first ? meta.statuscode === 997 ? 401 : 200 : httpStatus.get(meta.statuscode) ?? meta.statuscode)
	const envelope = {
		ocs: {
			meta: {
				status: fine ? 'ok' : 'failure',
				statuscode: first && meta.statuscode === 200 ? 100 : meta.statuscode,
				message: meta.message,
				...first ? { totalitems: '', itemsperpage: '' } : {},
			},
			data,
		},
	}
	if (isJsonWanted(request)) {
		return reply.type('application/json; charset=utf-8').send(phpJson(envelope))
	}
	return reply.type('application/xml; charset=utf-8').send(`<?xml version="1.0"?>\n${element('ocs', envelope.ocs, '')}`)
}

/** The same with an ETag, or 304 when the caller knows the data already; by what is `tagged` of them. */
export function sendOcsWithEtag(request: FastifyRequest, reply: FastifyReply, data: unknown, tagged = data): FastifyReply {
	const etag = `"${createHash('md5').update(phpJson(tagged)).digest('hex')}"`
	reply.header('etag', etag)
	const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
	return known?.includes(etag) ? reply.status(304).send() : sendOcs(request, reply, { statuscode: 200, message: 'OK' }, data)
}

/** Whether the caller takes the answer as JSON; else it is XML. */
export function isJsonWanted(request: FastifyRequest): boolean {
	const format = new URL(request.url, 'http://host').searchParams.get('format')
	return format === null ? (request.headers.accept ?? '').includes('application/json') : format === 'json'
}

function element(name: string, value: unknown, indent: string): string {
	const tag = /^\d/.test(name) ? 'element' : name
	if (Array.isArray(value) || (typeof value === 'object' && value !== null)) {
		const children = Object.entries(value).map(([key, child]) => element(Array.isArray(value) ? 'element' : key, child, `${indent} `))
		return children.length === 0 ? `${indent}<${tag}/>\n` : `${indent}<${tag}>\n${children.join('')}${indent}</${tag}>\n`
	}
	if (value === null || value === undefined) {
		return `${indent}<${tag}/>\n`
	}
	return `${indent}<${tag}>${typeof value === 'boolean' ? value ? '1' : '' : escapeXml(String(value))}</${tag}>\n`
}

export function escapeXml(value: string): string {
	return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
