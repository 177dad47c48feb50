// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IFolder, INode, IView } from '@nextcloud/files'

/** Where an action happens: everything of its context but the files that it is done with. */
export interface Whereabouts {
	view: IView
	folder: IFolder
	contents: INode[]
}
