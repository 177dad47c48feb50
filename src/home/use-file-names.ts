// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Failure } from '../connection/failure.ts'
import type { FileReference } from '../files/use-link-changes.ts'

import { t } from '@nextcloud/l10n'
import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import { failureOf } from '../connection/failure.ts'
import { getFileNames } from '../sidecar.ts'

/** Files of which at first only the numbers are known. */
export type NamedFiles
	= | { state: 'asking' }
		| { state: 'failed', failure: Failure, retrying: boolean }
		| { state: 'known', files: FileReference[] }

/**
 * What files are called. Those that the user cannot see go by their numbers; whoever does something with them is told so.
 *
 * @param fileIds each once
 */
export function useFileNames(fileIds: readonly string[]): {
	named: Readonly<Ref<NamedFiles>>
	/** Asks again. */
	retry: () => Promise<void>
} {
	const named = shallowRef<NamedFiles>({ state: 'asking' })
	const closing = new AbortController()

	async function ask(): Promise<void> {
		if (named.value.state === 'failed') {
			named.value = { ...named.value, retrying: true }
		}
		try {
			const { files } = await getFileNames(fileIds, closing.signal)
			const names = new Map(files.map(({ fileId, name }) => [fileId, name]))
			named.value = { state: 'known', files: fileIds.map((id) => ({ id, name: names.get(id) ?? t('integration_nepenthes', 'File {number}', { number: id }) })) }
		} catch (error) {
			if (!closing.signal.aborted) {
				named.value = { state: 'failed', failure: failureOf(error), retrying: false }
			}
		}
	}

	onScopeDispose(() => closing.abort())
	void ask()
	return { named: shallowReadonly(named), retry: ask }
}
