// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackage } from '../../../sidecar/contract/work-package.ts'
import type { FileReference } from '../use-link-changes.ts'
import type { ChangeKind } from './change-files.ts'

import { createApp } from 'vue'
import ManyFilesDialog from './ManyFilesDialog.vue'
import { loadTranslations } from '../../l10n/translations.ts'
import { distinct } from './distinct.ts'
import { keepTask, pathOfThisPage } from './kept-task.ts'

/** The entry of the menu that the dialog was opened from is gone, or its button with the selection: the user goes on at the row. */
function focusRowOf(file: FileReference | undefined): void {
	document.querySelector<HTMLElement>(`[data-cy-files-list-row-fileid="${file?.id}"] [data-cy-files-list-row-actions] button:last-of-type`)?.focus()
}

/**
 * Shows the dialog in which files are linked to a work package, or links of them removed; settles when it is closed.
 *
 * @param kind
 * @param selected what the user has selected
 * @param workPackage chosen from the start, where the user comes back to what they had begun
 */
export async function show(kind: ChangeKind, selected: readonly FileReference[], workPackage: WorkPackage | null = null): Promise<void> {
	await loadTranslations()
	const files = distinct(selected)
	const place = document.createElement('div')
	document.body.append(place)
	return new Promise<void>((resolve) => {
		const app = createApp(ManyFilesDialog, {
			kind,
			files,
			workPackage,
			returnPath: pathOfThisPage(),
			onClose() {
				app.unmount()
				place.remove()
				// The dialog gives the focus back in a task of its own; what the caller does comes after it.
				setTimeout(() => {
					if (document.activeElement === document.body) {
						focusRowOf(files[0])
					}
					resolve()
				})
			},
			onLeave: (chosen: WorkPackage | null) => keepTask({ kind, files, workPackage: chosen }),
		})
		app.mount(place)
	})
}
