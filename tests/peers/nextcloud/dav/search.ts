// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Node } from '../files/view.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Element } from './xml.ts'

import { folderMime } from '../files/mime-types.ts'
import { ownerFor } from '../files/team-folders.ts'
import { DavError } from './dav-error.ts'
import { hrefOf, segments, viewOf } from './locate.ts'
import { askedProperties, describeNode } from './properties.ts'
import { dav, find } from './xml.ts'

/** Files that are looked for when the query sets no limit. */
const defaultLimit = 100

/** Comparisons that a query may have. */
const mostComparisons = 100

type Value = string | number

/** A `where` of RFC 5323, as much as Nextcloud has of it. */
type Condition = (node: Node) => boolean

/** Answers a SEARCH: one response for each place of each file that this user sees. Empty where they see none. */
export function search(instance: Instance, user: User, body: Element | undefined, readsEncrypted: boolean): string[] {
	const query = find(body, dav('basicsearch'))
	const scope = find(find(find(query, dav('from')), dav('scope')), dav('href'))?.text ?? ''
	const [root, uid, ...path] = segments(new URL(scope, 'http://host').pathname.replace(/^.*\/remote\.php\/dav/, ''))
	if (body?.name !== dav('searchrequest') || root !== 'files' || uid !== user.uid) {
		throw new DavError('BadRequest', 'Invalid search scope')
	}
	const asked = askedProperties(find(find(query, dav('select')), dav('prop')))
	const nresults = find(find(query, dav('limit')), dav('nresults'))?.text
	const where = find(query, dav('where'))?.children[0]
	if (where && comparisonsIn(where) > mostComparisons) {
		throw new DavError('InvalidArgumentException', `Invalid search query, maximum operator limit of ${mostComparisons} exceeded, got ${comparisonsIn(where)} operators`)
	}
	const found = candidates(instance, user, path, where).filter(where ? condition(instance, user, where) : () => true)
	const order = find(find(query, dav('orderby')), dav('order'))
	if (order) {
		const name = propertyName(order)
		const descending = find(order, dav('descending')) ? -1 : 1
		found.sort((left, right) => descending * compare(valueOf(instance, user, left, name), valueOf(instance, user, right, name)))
	}
	return limited(found, nresults === undefined ? undefined : Number(nresults)).map((node) => describeNode({ instance, node, uid: user.uid, readsEncrypted }, hrefOf(instance, user.uid, node), asked))
}

/** The limit counts twice: for files, of which there are no more without one either, and for the places that are told of them. */
function limited(found: Node[], limit: number | undefined): Node[] {
	const files = new Set([...new Set(found.map(({ entry }) => entry.fileid))].slice(0, limit ?? defaultLimit))
	return found.filter(({ entry }) => files.has(entry.fileid)).slice(0, limit)
}

function comparisonsIn(where: Element): number {
	return [dav('and'), dav('or'), dav('not')].includes(where.name)
		? where.children.reduce((sum, child) => sum + comparisonsIn(child), 0)
		: 1
}

/** Ids are looked up, everything else is looked for below the scope. */
function candidates(instance: Instance, user: User, path: string[], where: Element | undefined): Node[] {
	const view = viewOf(instance, user)
	const ids = where && fileIds(where)
	if (ids) {
		return [...new Set(ids)].flatMap((id) => view.placesById(id))
			.filter((node) => path.every((name, index) => node.path[index] === name))
	}
	const from = view.resolve(path)
	return from ? [...view.descendants(from)] : []
}

function fileIds(where: Element): number[] | undefined {
	if (where.name === dav('eq') && propertyName(where) === '{http://owncloud.org/ns}fileid') {
		return [Number(literal(where))]
	}
	if (where.name === dav('or')) {
		const parts = where.children.map(fileIds)
		return parts.every((part) => part !== undefined) ? parts.flat() : undefined
	}
	return undefined
}

function propertyName(element: Element): string {
	return find(element, dav('prop'))?.children[0]?.name ?? ''
}

function literal(element: Element): string {
	return find(element, dav('literal'))?.text ?? ''
}

function condition(instance: Instance, user: User, where: Element): Condition {
	const parts = () => where.children.map((child) => condition(instance, user, child))
	const against = (test: (order: number) => boolean): Condition => {
		const name = propertyName(where)
		if (name === '{http://owncloud.org/ns}fileid' && where.name !== dav('eq')) {
			throw new DavError('BadRequest', `Unsupported comparison for field  fileid: ${where.name.slice('{DAV:}'.length)}`)
		}
		return (node) => {
			const value = valueOf(instance, user, node, name)
			return test(compare(value, typeof value === 'number' ? toNumber(literal(where)) : literal(where)))
		}
	}
	switch (where.name) {
		case dav('and'): {
			const all = parts()
			return (node) => all.every((part) => part(node))
		}
		case dav('or'): {
			const any = parts()
			return (node) => any.some((part) => part(node))
		}
		case dav('not'): {
			const [part] = parts()
			return (node) => !part?.(node)
		}
		case dav('eq'): return against((order) => order === 0)
		case dav('gt'): return against((order) => order > 0)
		case dav('gte'): return against((order) => order >= 0)
		case dav('lt'): return against((order) => order < 0)
		case dav('lte'): return against((order) => order <= 0)
		case dav('is-collection'): return (node) => node.entry.mime === folderMime
		case dav('is-defined'): return (node) => valueOf(instance, user, node, propertyName(where)) !== ''
		case dav('like'): {
			const pattern = new RegExp(`^${literal(where).split('%').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*')}$`, 'isu')
			const name = propertyName(where)
			return (node) => pattern.test(String(valueOf(instance, user, node, name)))
		}
		default:
			throw new DavError('BadRequest', `Invalid operator ${where.name}`)
	}
}

function toNumber(text: string): number {
	const date = /\D/.test(text) ? Date.parse(text) / 1000 : Number.NaN
	return Number.isNaN(date) ? Number(text) : date
}

function compare(left: Value, right: Value): number {
	return typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right), 'en', { sensitivity: 'accent' })
}

function valueOf(instance: Instance, user: User, { entry, path }: Node, name: string): Value {
	switch (name) {
		case '{http://owncloud.org/ns}fileid': return entry.fileid
		case '{http://owncloud.org/ns}size': return entry.size
		case '{http://owncloud.org/ns}favorite': return instance.files.isFavorite(user.uid, entry) ? 1 : 0
		case '{http://owncloud.org/ns}owner-id': return ownerFor(entry, user.uid)
		case dav('displayname'): return path.at(-1) ?? ''
		case dav('getcontenttype'): return entry.mime
		case dav('getlastmodified'):
		case '{http://nextcloud.org/ns}last_activity':
		case '{http://nextcloud.org/ns}upload_time': return entry.mtime
		default: return ''
	}
}
