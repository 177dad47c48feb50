// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { Node } from '../files/view.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Place } from './locate.ts'

import { hasValidRequestToken } from '../access.ts'
import { webServerHeaders } from '../answer-headers.ts'
import { folderMime } from '../files/mime-types.ts'
import { visitorOf } from '../visitor.ts'
import { chunkedUpload } from './chunked-upload.ts'
import { DavError } from './dav-error.ts'
import { sendFile } from './download.ts'
import { readsEncrypted, refuseListingEncrypted } from './encrypted-content.ts'
import { existing, hrefOf, locate, parentOf, viewOf } from './locate.ts'
import { moveOrCopy, throwAway } from './move.ts'
import { askedProperties, describeNode, fileIdHeader } from './properties.ts'
import { report } from './report.ts'
import { search } from './search.ts'
import { systemTags } from './systemtags.ts'
import { trashbin } from './trashbin.ts'
import { receiveFile } from './upload.ts'
import { sendMultistatus, xmlBody } from './xml-exchange.ts'
import { dav, find, writeElement } from './xml.ts'

const withBody = ['PROPFIND', 'PROPPATCH', 'MKCOL', 'REPORT', 'SEARCH', 'LOCK', 'ACL', 'MKCALENDAR']
const withoutBody = ['COPY', 'MOVE', 'UNLOCK']

const allowedMethods = 'OPTIONS, GET, HEAD, DELETE, PROPFIND, PUT, PROPPATCH, COPY, MOVE, REPORT, LOCK, UNLOCK'

/** The methods that WebDAV adds to HTTP. */
export function addDavMethods(app: FastifyInstance): void {
	for (const method of withBody) {
		app.addHttpMethod(method, { hasBody: true })
	}
	for (const method of withoutBody) {
		app.addHttpMethod(method)
	}
}

/** `/remote.php/dav/…` and the old address of one's own files, `/remote.php/webdav/…`. */
export function davRoutes(app: FastifyInstance, instance: Instance): void {
	app.route({
		method: ['OPTIONS', 'GET', 'PUT', 'POST', 'DELETE', ...withBody, ...withoutBody] as HTTPMethods[],
		url: '/remote.php/*',
		handler: async (request, reply) => {
			// Not the headers of a page: a DAV answer may be kept, and has its own policy.
			reply.removeHeader('cache-control')
			reply.removeHeader('feature-policy')
			reply.header('x-robots-tag', webServerHeaders['x-robots-tag'])
			reply.header('content-security-policy', 'default-src \'none\';')
			const user = authenticated(request)
			if (request.method === 'PROPFIND' || request.method === 'OPTIONS') {
				reply.headers({
					vary: 'Brief,Prefer',
					dav: '1, 3, extended-mkcol, access-control, calendarserver-principal-property-search, nc-paginate, nextcloud-checksum-update, nc-calendar-search, nc-enable-birthday-calendar, 2',
				})
			}
			return answer(instance, request, reply, user)
		},
	})
}

function authenticated(request: FastifyRequest): User {
	const visitor = visitorOf(request)
	if (!visitor.user || visitor.secondFactorPending) {
		throw new DavError('NotAuthenticated', visitor.badPassword ? 'Username or password was incorrect' : 'No public access to this resource.')
	}
	const sentByBrowser = visitor.by === 'session' || visitor.by === 'remember-me'
	if (sentByBrowser && !['GET', 'HEAD', 'OPTIONS'].includes(request.method) && !hasValidRequestToken(request)) {
		throw new DavError('NotAuthenticated', 'CSRF check not passed.')
	}
	return visitor.user
}

async function answer(instance: Instance, request: FastifyRequest, reply: FastifyReply, user: User): Promise<FastifyReply> {
	const path = request.url.replace(/\?.*$/s, '').slice('/remote.php/'.length).replace(/^webdav(?=\/|$)/, `dav/files/${encodeURIComponent(user.uid)}`)
	if (path.startsWith('dav/uploads/')) {
		return chunkedUpload(instance, request, reply, user, path.slice('dav/uploads/'.length))
	}
	if (path.startsWith('dav/trashbin/') && request.method !== 'OPTIONS') {
		return trashbin(instance, request, reply, user, path.slice('dav/trashbin/'.length))
	}
	if (/^dav\/systemtags\/?$/.test(path) && request.method !== 'OPTIONS') {
		return systemTags(instance, request, reply)
	}
	if (request.method === 'SEARCH' && /^dav\/?$/.test(path)) {
		return sendMultistatus(reply, search(instance, user, await xmlBody(request), readsEncrypted(instance, request)))
	}
	if (request.method === 'OPTIONS') {
		return reply.headers({
			allow: allowedMethods,
			'ms-author-via': 'DAV',
			'accept-ranges': 'bytes',
			'content-length': '0',
		}).send()
	}
	if (!path.startsWith('dav/files/')) {
		throw new DavError('NotFound', `File not found: ${path.replace(/^dav\/?/, '')}`)
	}
	return answerFiles(instance, request, reply, user, locate(instance, user, path.slice('dav/files/'.length)))
}

async function answerFiles(instance: Instance, request: FastifyRequest, reply: FastifyReply, user: User, place: Place): Promise<FastifyReply> {
	switch (request.method) {
		case 'GET':
		case 'HEAD': {
			const { entry } = existing(place)
			if (entry.mime === folderMime) {
				return reply.status(200).type('text/html; charset=UTF-8').send('This is the WebDAV interface. It can only be accessed by WebDAV clients such as the Nextcloud desktop sync client.')
			}
			return sendFile(instance, request, reply, entry)
		}
		case 'PUT':
			return receiveFile(instance, request, reply, user, place)
		case 'DELETE':
			if (place.path.length === 0) {
				throw new DavError('Forbidden', 'Permission denied to delete node')
			}
			throwAway(instance, user, existing(place))
			return reply.status(204).type('text/html; charset=UTF-8').send()
		case 'MKCOL': {
			if (place.node) {
				reply.header('allow', allowedMethods)
				throw new DavError('MethodNotAllowed', 'The resource you tried to create already exists')
			}
			const folder = instance.files.makeFolder(parentOf(instance, user, place).entry, place.path.at(-1)!)
			return reply.status(201).headers({ 'oc-fileid': fileIdHeader(instance, folder.fileid), 'content-length': '0' }).type('text/html; charset=UTF-8').send()
		}
		case 'COPY':
		case 'MOVE':
			return moveOrCopy(instance, request, reply, user, place)
		case 'PROPFIND':
			return propfind(instance, request, reply, user, existing(place))
		case 'PROPPATCH':
			return proppatch(instance, request, reply, user, existing(place))
		case 'REPORT':
			return report(instance, request, reply, user, existing(place))
		default:
			throw new DavError('MethodNotAllowed', `Method ${request.method} is not allowed here`)
	}
}

async function propfind(instance: Instance, request: FastifyRequest, reply: FastifyReply, user: User, node: Node): Promise<FastifyReply> {
	refuseListingEncrypted(instance, request, node)
	const asked = askedProperties(find(await xmlBody(request), dav('prop')))
	const view = viewOf(instance, user)
	const depth = request.headers.depth ?? 'infinity'
	const nodes = [node]
	if (node.entry.mime === folderMime && depth !== '0') {
		nodes.push(...depth === '1' ? view.children(node) : view.descendants(node))
	}
	return sendMultistatus(reply, nodes.map((each) => describeNode({ instance, node: each, uid: user.uid, readsEncrypted: readsEncrypted(instance, request) }, hrefOf(instance, user.uid, each), asked)))
}

/** Only the mark as favorite can be changed; everything else is refused as a property that cannot. */
async function proppatch(instance: Instance, request: FastifyRequest, reply: FastifyReply, user: User, node: Node): Promise<FastifyReply> {
	const body = await xmlBody(request)
	const changed = body?.children.flatMap((action) => (find(action, dav('prop'))?.children ?? []).map((property) => ({ property, set: action.name === dav('set') }))) ?? []
	const propstats = changed.map(({ property, set }) => {
		const known = property.name === '{http://owncloud.org/ns}favorite'
		if (known) {
			instance.files.setFavorite(user.uid, node.entry, set && property.text !== '0' && property.text !== 'false')
		}
		return { name: property.name, status: known ? '200 OK' : '403 Forbidden' }
	})
	const href = hrefOf(instance, user.uid, node)
	return sendMultistatus(reply, [patchResponse(href, propstats)])
}

function patchResponse(href: string, propstats: { name: string, status: string }[]): string {
	const elements = propstats.map(({ name, status }) => `<d:propstat><d:prop>${writeElement(name, '')}</d:prop><d:status>HTTP/1.1 ${status}</d:status></d:propstat>`)
	return `<d:response><d:href>${href}</d:href>${elements.join('')}</d:response>`
}
