// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackage } from '../../../sidecar/contract/work-package.ts'
import type { FileReference } from '../use-link-changes.ts'
import type { ChangeKind } from './change-files.ts'

import { generateUrl } from '@nextcloud/router'

/** What the user had begun when the browser left for Nepenthes. */
export interface KeptTask {
	kind: ChangeKind
	files: readonly FileReference[]
	workPackage: WorkPackage | null
}

const KEY = 'integration_nepenthes.many-files'

/** Characters that the API takes. */
const LIMIT = 1500

/** Where the browser comes back to: the list that the user is in, web root included. */
export function pathOfThisPage(): string {
	const { pathname, search } = window.location
	const path = pathname + search
	return path.length <= LIMIT ? path : generateUrl('/apps/files')
}

/** Milliseconds after which an attempt to connect is out of date, and what was begun before it as well. */
const LIFETIME = 600_000

/** Keeps it in this tab of the browser, until the page is back. */
export function keepTask(task: KeptTask): void {
	try {
		window.sessionStorage.setItem(KEY, JSON.stringify({ task, keptAt: Date.now() }))
	} catch (error) {
		// The browser keeps nothing: then the user selects the files again.
		reportError(error)
	}
}

/** What was kept, once. */
export function takeTask(): KeptTask | null {
	const kept = window.sessionStorage.getItem(KEY)
	window.sessionStorage.removeItem(KEY)
	if (kept === null) {
		return null
	}
	const { task, keptAt } = JSON.parse(kept) as { task: KeptTask, keptAt: number }
	return Date.now() - keptAt <= LIFETIME ? task : null
}
