// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { WorkPackage } from '../../../sidecar/contract/work-package.ts'
import type { Failure } from '../../connection/failure.ts'
import type { FileReference } from '../use-link-changes.ts'

import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import { failureOf } from '../../connection/failure.ts'
import { getLinkedAmong, MAX_FILES_IN_A_QUESTION } from '../../sidecar.ts'
import { chunksOf } from './chunks.ts'

/** What is known of files and the work package that was chosen for them. */
export type Preview
	= | { state: 'asking' }
		| { state: 'failed', failure: Failure, retrying: boolean }
		| { state: 'known', linked: readonly FileReference[], others: readonly FileReference[] }

/**
 * The choice of a work package for files, and which of them are linked to it already.
 *
 * @param files each once
 */
export function usePreview(files: readonly FileReference[]): {
	chosen: Readonly<Ref<WorkPackage | null>>
	preview: Readonly<Ref<Preview>>
	/** Chooses a work package, or none, and asks. */
	choose: (workPackage: WorkPackage | null) => Promise<void>
	/** Asks again. */
	retry: () => Promise<void>
} {
	const chosen = shallowRef<WorkPackage | null>(null)
	const preview = shallowRef<Preview>({ state: 'asking' })
	let asking = new AbortController()

	async function ask({ id }: WorkPackage): Promise<void> {
		// Only the newest choice counts.
		asking.abort()
		asking = new AbortController()
		const { signal } = asking
		preview.value = preview.value.state === 'failed' ? { ...preview.value, retrying: true } : { state: 'asking' }
		try {
			const answers = await Promise.all(chunksOf(files, MAX_FILES_IN_A_QUESTION)
				.map((chunk) => getLinkedAmong(id, chunk.map((file) => file.id), signal)))
			if (!signal.aborted) {
				const linkedIds = new Set(answers.flatMap(({ linked }) => linked))
				preview.value = {
					state: 'known',
					linked: files.filter((file) => linkedIds.has(file.id)),
					others: files.filter((file) => !linkedIds.has(file.id)),
				}
			}
		} catch (error) {
			if (!signal.aborted) {
				preview.value = { state: 'failed', failure: failureOf(error), retrying: false }
			}
		}
	}

	async function choose(workPackage: WorkPackage | null): Promise<void> {
		asking.abort()
		chosen.value = workPackage
		preview.value = { state: 'asking' }
		if (workPackage !== null) {
			await ask(workPackage)
		}
	}

	async function retry(): Promise<void> {
		if (chosen.value !== null) {
			await ask(chosen.value)
		}
	}

	onScopeDispose(() => asking.abort())
	return { chosen: shallowReadonly(chosen), preview: shallowReadonly(preview), choose, retry }
}
