// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Entry } from '../files/tree.ts'
import type { Node } from '../files/view.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Place } from './locate.ts'

import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderMime } from '../files/mime-types.ts'
import { isTeamFolder, ownerFor } from '../files/team-folders.ts'
import { DavError } from './dav-error.ts'
import { destinationOf } from './destination.ts'
import { existing, parentOf } from './locate.ts'
import { fileIdHeader } from './properties.ts'

/** MOVE and COPY. */
export function moveOrCopy(instance: Instance, request: FastifyRequest, reply: FastifyReply, user: User, from: Place): FastifyReply {
	const node = existing(from)
	const to = destinationOf(instance, request, user)
	const parent = parentOf(instance, user, to)
	if (request.method === 'MOVE' && isTeamFolder(node)) {
		throw new DavError('Forbidden', 'A team folder cannot be moved')
	}
	if (from.path.length === 0 || to.path.length === 0 || instance.files.isInside(parent.entry, node.entry)) {
		throw new DavError('Forbidden', 'Could not move folder into itself')
	}
	if (to.node && to.node.entry.fileid !== node.entry.fileid) {
		if (request.headers.overwrite === 'F') {
			throw new DavError('PreconditionFailed', 'The destination node already exists, and the overwrite header is set to false')
		}
		remove(instance, to.node)
	}
	const name = to.path.at(-1)!
	const moved = request.method === 'COPY' ? copy(instance, node.entry, parent.entry, name) : move(instance, node, parent, name)
	return reply.status(to.node ? 204 : 201).headers({ 'oc-fileid': fileIdHeader(instance, moved.fileid), 'content-length': '0' }).send()
}

/**
 * Puts something into the trash of its owner; what belongs to a team, into one's own. Deleting what someone else shared only
 * takes it out of one's own files.
 */
export function throwAway(instance: Instance, user: User, node: Node): void {
	if (isTeamFolder(node)) {
		throw new DavError('Forbidden', 'A team folder cannot be deleted here')
	}
	if (node.share && node.path.length === 1) {
		instance.shares.remove(node.share)
		return
	}
	const owner = ownerFor(node.entry, user.uid)
	const location = owner === user.uid ? node.path : instance.files.lineage(node.entry).map(({ name }) => name)
	instance.trash.add(owner, node.entry, location, user.uid)
}

/** What is written over does not go to the trash. */
function remove(instance: Instance, node: Node): void {
	if (node.share && node.path.length === 1) {
		instance.shares.remove(node.share)
	} else {
		instance.files.remove(node.entry)
	}
}

function move(instance: Instance, node: Node, parent: Node, name: string): Entry {
	if (node.share && node.path.length === 1) {
		if (parent.path.length > 0) {
			throw new DavError('Forbidden', 'A share can only be renamed here')
		}
		instance.shares.rename(node.share, name)
	} else {
		instance.files.move(node.entry, parent.entry, name)
	}
	return instance.files.get(node.entry.fileid)!
}

function copy(instance: Instance, entry: Entry, parent: Entry, name: string): Entry {
	if (entry.mime !== folderMime) {
		copyFileSync(instance.files.diskPath(entry), join(instance.files.diskPath(parent), name))
		return instance.files.noteContent(parent, name, entry.size)
	}
	const children = instance.files.children(entry)
	const folder = instance.files.makeFolder(parent, name)
	for (const child of children) {
		copy(instance, child, folder, child.name)
	}
	return instance.files.get(folder.fileid)!
}
