// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FileLinksResult } from '../contract/file-links.ts'
import type { FileId } from '../nextcloud/index.ts'
import type { Changed } from './bulk-linking.ts'

import { problemOf } from './problems.ts'

/** What became of each file, in the words of the contract. */
export function resultsOf(ids: readonly FileId[], changed: ReadonlyMap<FileId, Changed>): FileLinksResult['results'] {
	return ids.map((fileId) => {
		const change = changed.get(fileId)!
		return change.state === 'failed' ? { fileId, ...failureOf(change.reason) } : { fileId, state: change.state }
	})
}

/** The same for a change beside which something else has succeeded: what concerns all files alike is told of each. */
export async function changesOf(ids: readonly FileId[], changing: Promise<ReadonlyMap<FileId, Changed>>): Promise<FileLinksResult['results']> {
	try {
		return resultsOf(ids, await changing)
	} catch (error) {
		return ids.map((fileId) => ({ fileId, ...failureOf(error as Error) }))
	}
}

function failureOf(reason: Error) {
	const { code, detail } = problemOf(reason)
	return { state: 'failed' as const, code, ...detail !== undefined && { detail } }
}
