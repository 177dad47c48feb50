// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { WorkPackage } from '../../../sidecar/contract/work-package.ts'
import type { Failure } from '../../connection/failure.ts'
import type { FileReference } from '../use-link-changes.ts'

import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import { failureOf } from '../../connection/failure.ts'
import { getWorkPackagesOfFiles, MAX_FILES_IN_A_QUESTION } from '../../sidecar.ts'
import { chunksOf } from './chunks.ts'

/** The work packages to which any of the files is linked. */
export type LinkedToAny
	= | { state: 'asking' }
		| { state: 'failed', failure: Failure, retrying: boolean }
		| { state: 'known', items: readonly WorkPackage[] }

/**
 * The work packages to which any of the files is linked. Begins to ask at once.
 *
 * @param files each once
 */
export function useLinkedToAny(files: readonly FileReference[]): {
	found: Readonly<Ref<LinkedToAny>>
	/** Asks again. */
	retry: () => Promise<void>
} {
	const found = shallowRef<LinkedToAny>({ state: 'asking' })
	const closing = new AbortController()

	async function ask(): Promise<void> {
		if (found.value.state === 'failed') {
			found.value = { ...found.value, retrying: true }
		}
		try {
			const answers = await Promise.all(chunksOf(files, MAX_FILES_IN_A_QUESTION)
				.map((chunk) => getWorkPackagesOfFiles(chunk.map(({ id }) => id), closing.signal)))
			const byId = new Map(answers.flatMap(({ items }) => items.map((item) => [item.id, item] as const)))
			found.value = { state: 'known', items: [...byId.values()] }
		} catch (error) {
			if (!closing.signal.aborted) {
				found.value = { state: 'failed', failure: failureOf(error), retrying: false }
			}
		}
	}

	onScopeDispose(() => closing.abort())
	void ask()
	return { found: shallowReadonly(found), retry: ask }
}
