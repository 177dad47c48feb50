// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Node } from '../files/view.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'

import { folderMime } from '../files/mime-types.ts'
import { FileView } from '../files/view.ts'
import { DavError } from './dav-error.ts'

/** A place that a DAV request speaks of: there may be something, or not yet. */
export interface Place {
	path: string[]
	node: Node | undefined
}

/** The segments of a DAV path, decoded once. */
export function segments(path: string): string[] {
	try {
		return path.split('/').filter((segment) => segment !== '').map((segment) => decodeURIComponent(segment))
	} catch {
		throw new DavError('BadRequest', 'The path is not encoded as it should be')
	}
}

/** What `UID/PATH` below `/remote.php/dav/files` means to this user; the files of others look as if they were not there. */
export function locate(instance: Instance, user: User, below: string): Place {
	const [uid, ...path] = segments(below)
	if (uid !== user.uid) {
		throw new DavError('NotFound', `Principal with name ${uid ?? ''} not found`)
	}
	if (path.some((name) => name === '.' || name === '..' || name.includes('/') || name.includes('\\'))) {
		throw new DavError('BadRequest', 'File name contains at least one invalid character')
	}
	return { path, node: viewOf(instance, user).resolve(path) }
}

export function viewOf(instance: Instance, user: User): FileView {
	return new FileView(instance.files, instance.shares, instance.teamFolders, user.uid)
}

export function existing(place: Place): Node {
	if (!place.node) {
		throw new DavError('NotFound', `File with name /${place.path.join('/')} could not be located`)
	}
	return place.node
}

/** The folder that the place is in; a conflict when there is none. */
export function parentOf(instance: Instance, user: User, place: Place): Node {
	const parent = viewOf(instance, user).resolve(place.path.slice(0, -1))
	if (!parent || parent.entry.mime !== folderMime) {
		throw new DavError('Conflict', 'Parent node does not exist')
	}
	return parent
}

/** The address of a node, encoded as the real one does: lower-case hex, slash at the end of folders. */
export function hrefOf(instance: Instance, uid: string, node: Node): string {
	const path = [uid, ...node.path].map(encodeSegment).join('/')
	return instance.addresses.file(`/remote.php/dav/files/${path}${node.entry.mime === folderMime ? '/' : ''}`)
}

export function encodeSegment(segment: string): string {
	return encodeURIComponent(segment).replaceAll('%40', '@').replaceAll('%3A', ':').replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
}
