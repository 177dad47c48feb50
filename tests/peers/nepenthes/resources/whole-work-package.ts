// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { User } from '../users.ts'

import { may } from '../planning/members.ts'
import { renderFileLinksOf } from './file-link.ts'
import { renderSingleWorkPackage } from './work-package.ts'

/** A single work package with all that it embeds; for its links of files this asks the storages. */
export async function renderWholeWorkPackage(instance: Instance, workPackage: WorkPackage, user: User): Promise<Record<string, unknown>> {
	const fileLinks = may(instance, user, workPackage.project, 'view_file_links') ? await renderFileLinksOf(instance, workPackage, user) : undefined
	return renderSingleWorkPackage(instance, workPackage, user, fileLinks)
}
