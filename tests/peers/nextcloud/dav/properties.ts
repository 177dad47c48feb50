// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Node } from '../files/view.ts'
import type { Instance } from '../instance.ts'
import type { Element } from './xml.ts'

import { folderMime } from '../files/mime-types.ts'
import { isOfTeam, isTeamFolder, ownerFor } from '../files/team-folders.ts'
import { escapeXml } from '../ocs/envelope.ts'
import { writeElement } from './xml.ts'

/** What a property reader may look at. */
export interface Subject {
	instance: Instance
	node: Node
	uid: string
	/** Whether the client can decrypt what is end-to-end encrypted. */
	readsEncrypted: boolean
}

/** Gives the value of a property as XML; `undefined` where there is none. */
export type Reader<Of> = (subject: Of) => string | undefined

const isFolder = ({ node }: Subject) => node.entry.mime === folderMime
export const hasPreview = (mime: string) => ['image/png', 'image/jpeg', 'image/gif', 'image/webp'].includes(mime)

/** S shared, R shareable, M mounted, G readable, D deletable, N renameable, V moveable, W writable file, C and K create in folder. */
function permissions({ instance, node, readsEncrypted }: Subject): string {
	const folder = node.entry.mime === folderMime
	if (folder && !readsEncrypted && instance.encryptedFolders.cover(node.entry)) {
		return ''
	}
	if (isOfTeam(node.entry)) {
		return `RMG${isTeamFolder(node) ? '' : 'DNV'}${folder ? 'CK' : 'W'}`
	}
	const isMount = node.share !== undefined && node.path.length === 1
	if (node.path.length === 0) {
		return 'RGDNVCK'
	}
	return `${node.share ? 'S' : ''}R${isMount ? 'M' : ''}GDNV${folder ? 'CK' : 'W'}`
}

const properties: Record<string, Reader<Subject>> = {
	'{DAV:}getlastmodified': ({ node }) => new Date(node.entry.mtime * 1000).toUTCString(),
	'{DAV:}creationdate': () => '1970-01-01T00:00:00+00:00',
	'{DAV:}getcontentlength': (subject) => isFolder(subject) ? undefined : String(subject.node.entry.size),
	'{DAV:}resourcetype': (subject) => isFolder(subject) ? '<d:collection/>' : '',
	'{DAV:}getetag': ({ node }) => `&quot;${node.entry.etag}&quot;`,
	'{DAV:}getcontenttype': (subject) => isFolder(subject) ? undefined : escapeXml(subject.node.entry.mime),
	'{DAV:}displayname': ({ node, uid }) => escapeXml(node.path.at(-1) ?? uid),
	'{DAV:}quota-used-bytes': (subject) => isFolder(subject) ? String(subject.node.entry.size) : undefined,
	'{DAV:}quota-available-bytes': (subject) => isFolder(subject) ? '-3' : undefined,
	'{http://owncloud.org/ns}id': ({ instance, node }) => fileIdHeader(instance, node.entry.fileid),
	'{http://owncloud.org/ns}fileid': ({ node }) => String(node.entry.fileid),
	'{http://owncloud.org/ns}size': ({ node }) => String(node.entry.size),
	'{http://owncloud.org/ns}permissions': permissions,
	'{http://owncloud.org/ns}favorite': ({ instance, node, uid }) => instance.files.isFavorite(uid, node.entry) ? '1' : '0',
	'{http://owncloud.org/ns}owner-id': ({ node, uid }) => escapeXml(ownerFor(node.entry, uid)),
	'{http://owncloud.org/ns}owner-display-name': ({ instance, node, uid }) => escapeXml(instance.users.get(ownerFor(node.entry, uid))?.displayName ?? node.entry.owner),
	'{http://owncloud.org/ns}comments-unread': () => '0',
	'{http://owncloud.org/ns}share-types': ({ instance, node }) => instance.shares.of(node.entry)
		.map((share) => `<oc:share-type>${share.kind === 'link' ? 3 : 0}</oc:share-type>`).join(''),
	'{http://nextcloud.org/ns}has-preview': ({ node }) => hasPreview(node.entry.mime) ? 'true' : 'false',
	'{http://nextcloud.org/ns}mount-type': ({ node }) => node.share ? 'shared' : isOfTeam(node.entry) ? 'group' : '',
	'{http://nextcloud.org/ns}is-mount-root': ({ node }) => node.path.length === 1 && (node.share || isOfTeam(node.entry)) ? 'true' : 'false',
	// Known of folders only, unless the newer property is asked for.
	'{http://nextcloud.org/ns}is-encrypted': (subject) => isFolder(subject) ? encrypted(subject) : undefined,
	'{http://nextcloud.org/ns}e2ee-is-encrypted': encrypted,
	'{http://nextcloud.org/ns}group-folder-id': ({ instance, node }) => isOfTeam(node.entry) ? String(instance.files.lineage(node.entry)[0]?.fileid) : undefined,
	'{http://nextcloud.org/ns}share-attributes': () => '[]',
	'{http://nextcloud.org/ns}creation_time': () => '0',
	'{http://nextcloud.org/ns}upload_time': ({ node }) => String(node.entry.mtime),
	'{http://nextcloud.org/ns}hidden': () => 'false',
	'{http://nextcloud.org/ns}system-tags': ({ instance, node }) => instance.systemTags.of(node.entry)
		.map(({ id, name }) => `<nc:system-tag oc:id="${id}" oc:can-assign="true" oc:user-assignable="true" oc:user-visible="true">${escapeXml(name)}</nc:system-tag>`).join(''),
	'{http://nextcloud.org/ns}note': () => '',
	'{http://nextcloud.org/ns}contained-folder-count': ({ instance, node }) => count(instance, node, true),
	'{http://nextcloud.org/ns}contained-file-count': ({ instance, node }) => count(instance, node, false),
	'{http://open-collaboration-services.org/ns}share-permissions': (subject) => isFolder(subject) ? '31' : '19',
	'{http://open-cloud-mesh.org/ns}share-permissions': (subject) => `[&quot;share&quot;,&quot;read&quot;,&quot;write&quot;${isFolder(subject) ? ',&quot;create&quot;,&quot;delete&quot;' : ''}]`,
}

function encrypted({ instance, node }: Subject): string {
	return instance.encryptedFolders.cover(node.entry) ? '1' : '0'
}

function count(instance: Instance, node: Node, folders: boolean): string | undefined {
	return node.entry.mime === folderMime
		? String(instance.files.children(node.entry).filter((child) => (child.mime === folderMime) === folders).length)
		: undefined
}

/** What is told when nothing particular is asked for. */
const usual = ['getlastmodified', 'getcontentlength', 'resourcetype', 'quota-used-bytes', 'quota-available-bytes', 'getetag', 'getcontenttype']
	.map((name) => `{DAV:}${name}`)

/** Value of the header OC-FileId: eight digits or more, then the instance. */
export function fileIdHeader(instance: Instance, fileid: number): string {
	return `${String(fileid).padStart(8, '0')}${instance.instanceId}`
}

/** Names in the `prop` element of a PROPFIND or SEARCH. */
export function askedProperties(prop: Element | undefined): string[] | undefined {
	return prop?.children.map((child) => child.name)
}

/** The `response` element about a node. */
export function describeNode(subject: Subject, href: string, asked: string[] | undefined): string {
	return describe(subject, properties, href, asked)
}

/** The `response` element about anything that has properties. */
export function describe<Of>(subject: Of, readers: Record<string, Reader<Of>>, href: string, asked: string[] | undefined): string {
	const found: string[] = []
	const missing: string[] = []
	for (const name of asked ?? usual) {
		const value = readers[name]?.(subject)
		if (value !== undefined) {
			found.push(writeElement(name, value))
		} else if (asked) {
			missing.push(writeElement(name, ''))
		}
	}
	const propstat = (elements: string[], status: string) => elements.length === 0
		? ''
		: `<d:propstat><d:prop>${elements.join('')}</d:prop><d:status>HTTP/1.1 ${status}</d:status></d:propstat>`
	return `<d:response><d:href>${escapeXml(href)}</d:href>${propstat(found, '200 OK')}${propstat(missing, '404 Not Found')}</d:response>`
}
