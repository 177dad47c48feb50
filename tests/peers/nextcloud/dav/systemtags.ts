// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SystemTag } from '../files/system-tags.ts'
import type { Instance } from '../instance.ts'
import type { Reader } from './properties.ts'

import { escapeXml } from '../ocs/envelope.ts'
import { DavError } from './dav-error.ts'
import { askedProperties, describe } from './properties.ts'
import { sendMultistatus, xmlBody } from './xml-exchange.ts'
import { dav, find } from './xml.ts'

const address = '/remote.php/dav/systemtags/'

const properties: Record<string, Reader<SystemTag>> = {
	'{DAV:}resourcetype': () => '',
	'{http://owncloud.org/ns}id': ({ id }) => String(id),
	'{http://owncloud.org/ns}display-name': ({ name }) => escapeXml(name),
	'{http://owncloud.org/ns}user-visible': () => 'true',
	'{http://owncloud.org/ns}user-assignable': () => 'true',
	'{http://owncloud.org/ns}can-assign': () => 'true',
	'{http://nextcloud.org/ns}color': () => '',
}

/** `/remote.php/dav/systemtags`: the tags that there are. */
export async function systemTags(instance: Instance, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
	if (request.method !== 'PROPFIND') {
		throw new DavError('MethodNotAllowed', `Method ${request.method} is not allowed here`)
	}
	const asked = askedProperties(find(await xmlBody(request), dav('prop')))
	const self = describe({}, { '{DAV:}resourcetype': () => '<d:collection/>' }, instance.addresses.file(address), asked)
	const tags = request.headers.depth === '0' ? [] : instance.systemTags.list()
	return sendMultistatus(reply, [self, ...tags.map((tag) => describe(tag, properties, instance.addresses.file(`${address}${tag.id}`), asked))])
}
