// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Place } from './locate.ts'

import { DavError } from './dav-error.ts'
import { locate } from './locate.ts'

const root = '/remote.php/dav/files/'

/** Where COPY and MOVE go: a place among the files of the same server. */
export function destinationOf(instance: Instance, request: FastifyRequest, user: User): Place {
	const header = request.headers.destination
	if (typeof header !== 'string') {
		throw new DavError('BadRequest', 'The destination header was not supplied')
	}
	const url = URL.parse(header, 'http://host')
	const path = url && instance.addresses.route(url.pathname)
	if (!path?.startsWith(root)) {
		throw new DavError('BadRequest', 'Destination header must be on this server')
	}
	return locate(instance, user, path.slice(root.length))
}
