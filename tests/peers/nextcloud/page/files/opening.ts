// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { INode, IView } from '@nextcloud/files'
import type { Route } from './route.ts'

import { FileType, Permission } from '@nextcloud/files'

/** Views that list files of many folders: what is opened there is shown among all files. */
const gathering = ['recent', 'search', 'shareoverview', 'sharingin', 'sharingout']

export const canBeOpened = ({ type, permissions }: INode) => type === FileType.Folder && (permissions & Permission.READ) !== 0

/** Where a folder is shown when it is opened in a view. */
export function routeInto({ id, path, attributes }: INode, { id: view }: IView): Route {
	const leaves = gathering.includes(view) || (view === 'tags' && !attributes['is-tag'])
	return { view: leaves ? 'files' : view, fileid: id, dir: path, openDetails: false }
}
