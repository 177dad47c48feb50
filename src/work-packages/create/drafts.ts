// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Entry } from './entries.ts'

import { keep, readKept } from './browser-storage.ts'

/** An attempt to create whose answer has not come: the work package may be there. */
export interface Attempt {
	/** The values chosen. */
	project: string
	type: string
	subject: string
	/** When it was first made, as ISO 8601. */
	since: string
	/** Ids of work packages that are not the one, as the user has said. */
	declined: readonly number[]
}

/** What was entered and has not become a work package. */
export interface Draft {
	/** By the key of their field. */
	entries: [key: string, entry: Entry][]
	attempt: Attempt | null
}

const session = () => sessionStorage
const nameOf = (fileIds: readonly string[]) => `draft:${fileIds.join(',')}`

/** The draft for these files. It lives as long as the browser's tab. */
export function readDraft(fileIds: readonly string[]): Draft | null {
	const kept = readKept(session, nameOf(fileIds))
	return isDraft(kept) ? kept : null
}

export function keepDraft(fileIds: readonly string[], draft: Draft): void {
	keep(session, nameOf(fileIds), draft)
}

export function dropDraft(fileIds: readonly string[]): void {
	keep(session, nameOf(fileIds), null)
}

function isDraft(kept: unknown): kept is Draft {
	return typeof kept === 'object' && kept !== null && 'entries' in kept && Array.isArray(kept.entries) && 'attempt' in kept
}
