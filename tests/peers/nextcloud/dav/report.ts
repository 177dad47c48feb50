// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Node } from '../files/view.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'

import { DavError } from './dav-error.ts'
import { readsEncrypted } from './encrypted-content.ts'
import { hrefOf, viewOf } from './locate.ts'
import { askedProperties, describeNode } from './properties.ts'
import { sendMultistatus, xmlBody } from './xml-exchange.ts'
import { dav, find } from './xml.ts'

const owncloud = (name: string) => `{http://owncloud.org/ns}${name}`

/** `filter-files` with the rule `favorite` or `systemtag`, which the views Favorites and Tags ask for. */
export async function report(instance: Instance, request: FastifyRequest, reply: FastifyReply, user: User, node: Node): Promise<FastifyReply> {
	const body = await xmlBody(request)
	if (body?.name !== owncloud('filter-files')) {
		throw new DavError('BadRequest', 'This report is not known')
	}
	const tag = find(find(body, owncloud('filter-rules')), owncloud('systemtag'))?.text
	const found = tag === undefined ? favorites(instance, user, node) : tagged(instance, user, node, Number(tag))
	const asked = askedProperties(find(body, dav('prop')))
	return sendMultistatus(reply, found.map((each) => describeNode({ instance, node: each, uid: user.uid, readsEncrypted: readsEncrypted(instance, request) }, hrefOf(instance, user.uid, each), asked)))
}

function favorites(instance: Instance, user: User, below: Node): Node[] {
	return [...viewOf(instance, user).descendants(below)].filter(({ entry }) => instance.files.isFavorite(user.uid, entry))
}

function tagged(instance: Instance, user: User, below: Node, tag: number): Node[] {
	if (!instance.systemTags.list().some(({ id }) => id === tag)) {
		throw new DavError('PreconditionFailed', 'Cannot filter by non-existing tag')
	}
	const view = viewOf(instance, user)
	return instance.systemTags.filesWith(tag)
		.flatMap((entry) => view.locate(entry) ?? [])
		.filter(({ path }) => below.path.every((name, index) => path[index] === name))
}
