// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Share } from '../files/shares.ts'
import type { Node } from '../files/view.ts'
import type { Instance } from '../instance.ts'
import type { OcsRouter } from './router.ts'

import { userOf } from '../access.ts'
import { viewOf } from '../dav/locate.ts'
import { hasPreview } from '../dav/properties.ts'
import { folderMime } from '../files/mime-types.ts'
import { text } from '../parameters.ts'

const shareTypes = { user: 0, link: 3 } as const

/** What the views of shares list: what the user has shared, or with `shared_with_me=true` what they have received. */
export function shareRoutes(ocs: OcsRouter, instance: Instance): void {
	ocs.add('GET', '/apps/files_sharing/api/v1/shares', {}, ({ request, parameters }) => {
		const user = userOf(request)
		const view = viewOf(instance, user)
		const shares = text(parameters, 'shared_with_me') === 'true' ? instance.shares.withUser(user.uid) : instance.shares.by(user.uid)
		return shares.flatMap((share) => {
			const node = view.byId(share.fileid)
			return node ? [describe(instance, user.uid, share, node)] : []
		})
	})
}

function describe(instance: Instance, uid: string, share: Share, { entry, path }: Node) {
	const folder = entry.mime === folderMime
	const nameOf = (id: string) => instance.users.get(id)?.displayName ?? id
	const permissions = share.kind === 'link' ? 17 : folder ? 31 : 19
	const received = share.owner !== uid
	return {
		id: String(share.id),
		share_type: shareTypes[share.kind],
		uid_owner: share.owner,
		displayname_owner: nameOf(share.owner),
		uid_file_owner: entry.owner,
		displayname_file_owner: nameOf(entry.owner),
		permissions,
		can_edit: !received,
		can_delete: !received,
		stime: entry.mtime,
		parent: null,
		expiration: null,
		token: share.kind === 'link' ? share.token : null,
		note: '',
		label: '',
		path: `/${path.join('/')}`,
		item_type: folder ? 'folder' : 'file',
		item_permissions: permissions,
		'is-mount-root': received,
		'mount-type': received ? 'shared' : '',
		mimetype: entry.mime,
		has_preview: hasPreview(entry.mime),
		item_source: entry.fileid,
		file_source: entry.fileid,
		file_parent: entry.parent,
		file_target: `/${share.target}`,
		item_size: entry.size,
		item_mtime: entry.mtime,
		...share.kind === 'user' && { share_with: share.shareWith, share_with_displayname: nameOf(share.shareWith), status: [] },
		mail_send: 0,
		hide_download: 0,
		attributes: null,
		tags: instance.files.isFavorite(uid, entry) ? ['_$!<Favorite>!$_'] : [],
	}
}
