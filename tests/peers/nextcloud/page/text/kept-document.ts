// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Document } from './documents.ts'

import { onBeforeUnmount, reactive, ref, watch } from 'vue'
import { writeDocument } from './documents.ts'

/** Milliseconds without a key after which what was typed is kept. */
const pause = 400

/** A document that is kept whenever its writer pauses. */
export function useKeptDocument(document: Document) {
	const draft = reactive({ ...document })
	const kept = reactive({ ...document })
	const state = ref<'kept' | 'keeping' | 'failed'>('kept')
	let timer: ReturnType<typeof setTimeout> | undefined

	async function keep(leaving = false) {
		clearTimeout(timer)
		timer = undefined
		const now = { ...draft }
		try {
			await writeDocument(now, leaving)
			Object.assign(kept, now)
			state.value = timer === undefined ? 'kept' : 'keeping'
		} catch {
			state.value = 'failed'
		}
	}

	watch(draft, () => {
		state.value = 'keeping'
		clearTimeout(timer)
		timer = setTimeout(keep, pause)
	})

	function leave() {
		if (timer !== undefined) {
			void keep(true)
		}
	}

	window.addEventListener('pagehide', leave)
	onBeforeUnmount(() => {
		window.removeEventListener('pagehide', leave)
		leave()
	})

	return { draft, kept, state, keep }
}
