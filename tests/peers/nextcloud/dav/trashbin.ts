// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Trashed } from '../files/trash.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Reader } from './properties.ts'

import { folderMime } from '../files/mime-types.ts'
import { escapeXml } from '../ocs/envelope.ts'
import { DavError } from './dav-error.ts'
import { sendFile } from './download.ts'
import { encodeSegment, segments, viewOf } from './locate.ts'
import { askedProperties, describe, hasPreview } from './properties.ts'
import { sendMultistatus, xmlBody } from './xml-exchange.ts'
import { dav, find } from './xml.ts'

interface Subject {
	instance: Instance
	trashed: Trashed
}

const isFolder = ({ trashed }: Subject) => trashed.entry.mime === folderMime

const ofTrashed: Record<string, Reader<Subject>> = {
	'{DAV:}getlastmodified': ({ trashed }) => new Date(trashed.entry.mtime * 1000).toUTCString(),
	'{DAV:}resourcetype': (subject) => isFolder(subject) ? '<d:collection/>' : '',
	'{DAV:}getcontentlength': (subject) => isFolder(subject) ? undefined : String(subject.trashed.entry.size),
	'{DAV:}getcontenttype': (subject) => isFolder(subject) ? undefined : escapeXml(subject.trashed.entry.mime),
	'{DAV:}getetag': ({ trashed }) => String(trashed.entry.mtime),
	'{DAV:}displayname': ({ trashed }) => escapeXml(trashed.name),
	'{http://owncloud.org/ns}id': ({ trashed }) => String(trashed.entry.fileid),
	'{http://owncloud.org/ns}fileid': ({ trashed }) => String(trashed.entry.fileid),
	'{http://owncloud.org/ns}size': ({ trashed }) => String(trashed.entry.size),
	// Can be read and deleted, nothing else.
	'{http://owncloud.org/ns}permissions': () => 'GD',
	'{http://nextcloud.org/ns}has-preview': ({ trashed }) => hasPreview(trashed.entry.mime) ? 'true' : 'false',
	'{http://nextcloud.org/ns}mount-type': () => '',
	'{http://nextcloud.org/ns}trashbin-filename': ({ trashed }) => escapeXml(trashed.name),
	'{http://nextcloud.org/ns}trashbin-original-location': ({ trashed }) => escapeXml(trashed.location),
	'{http://nextcloud.org/ns}trashbin-title': ({ trashed }) => escapeXml(trashed.location),
	'{http://nextcloud.org/ns}trashbin-deletion-time': ({ trashed }) => String(trashed.deletedAt),
	'{http://nextcloud.org/ns}trashbin-deleted-by-id': ({ trashed }) => escapeXml(trashed.deletedBy),
	'{http://nextcloud.org/ns}trashbin-deleted-by-display-name': ({ instance, trashed }) => escapeXml(instance.users.get(trashed.deletedBy)?.displayName ?? trashed.deletedBy),
}

/** The trash itself is only a collection. */
const ofRoot: Record<string, Reader<object>> = { '{DAV:}resourcetype': () => '<d:collection/>' }

/** `/remote.php/dav/trashbin/UID/trash/…`: what the user has deleted. Moved to `…/UID/restore/NAME` it comes back. */
export async function trashbin(instance: Instance, request: FastifyRequest, reply: FastifyReply, user: User, below: string): Promise<FastifyReply> {
	const [uid, place, ...path] = segments(below)
	if (uid !== user.uid || place !== 'trash') {
		throw new DavError('NotFound', `File not found: trashbin/${below}`)
	}
	const trashed = path.length === 0 ? undefined : instance.trash.resolve(uid, path)
	if (path.length > 0 && !trashed) {
		throw new DavError('NotFound', `${path.at(-1)} not found in trash root`)
	}
	switch (request.method) {
		case 'PROPFIND':
			return list(instance, request, reply, uid, trashed)
		case 'DELETE':
			for (const gone of trashed ? [trashed] : instance.trash.children(uid)) {
				instance.trash.remove(gone)
			}
			return reply.status(204).send()
		case 'MOVE':
			return restore(instance, request, reply, user, trashed)
		case 'GET':
		case 'HEAD':
			if (trashed && trashed.entry.mime !== folderMime) {
				return sendFile(instance, request, reply, trashed.entry)
			}
	}
	throw new DavError('MethodNotAllowed', `Method ${request.method} is not allowed here`)
}

async function list(instance: Instance, request: FastifyRequest, reply: FastifyReply, uid: string, trashed: Trashed | undefined): Promise<FastifyReply> {
	const asked = askedProperties(find(await xmlBody(request), dav('prop')))
	const describeTrashed = (each: Trashed) => describe({ instance, trashed: each }, ofTrashed, hrefOf(instance, uid, each.path, each.entry.mime === folderMime), asked)
	const self = trashed ? describeTrashed(trashed) : describe({}, ofRoot, hrefOf(instance, uid, [], true), asked)
	const inside = trashed ? instance.trash.inside(trashed) : instance.trash.children(uid)
	return sendMultistatus(reply, [self, ...request.headers.depth === '0' ? [] : inside.map(describeTrashed)])
}

/** To where it was, or to the top when that folder is gone; beside what has the name now. */
function restore(instance: Instance, request: FastifyRequest, reply: FastifyReply, user: User, trashed: Trashed | undefined): FastifyReply {
	const destination = URL.parse(String(request.headers.destination), 'http://host')?.pathname ?? ''
	if (!trashed || trashed.path.length > 1 || !instance.addresses.route(destination)?.startsWith(`/remote.php/dav/trashbin/${encodeURIComponent(user.uid)}/restore/`)) {
		throw new DavError('Forbidden', 'Permission denied to move this')
	}
	const view = viewOf(instance, user)
	const before = view.resolve(trashed.location.split('/').slice(0, -1))
	const parent = before?.entry.mime === folderMime ? before : view.root()
	const name = view.child(parent, trashed.name) ? trashed.name.replace(/(?=(\.[^.]*)?$)/, ' (restored)') : trashed.name
	instance.trash.restore(trashed, parent.entry, name)
	return reply.status(201).header('content-length', '0').send()
}

function hrefOf(instance: Instance, uid: string, path: string[], folder: boolean): string {
	return instance.addresses.file(`/remote.php/dav/trashbin/${[uid, 'trash', ...path].map(encodeSegment).join('/')}${folder ? '/' : ''}`)
}
