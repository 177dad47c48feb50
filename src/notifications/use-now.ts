// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'

import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'

/** Milliseconds; what tells how long ago something was counts in minutes. */
const STEP = 60_000

/** The time, in milliseconds since 1970, as it goes on minute by minute while the page is seen. */
export function useNow(): Readonly<Ref<number>> {
	const now = shallowRef(Date.now())
	let ticking: ReturnType<typeof setInterval> | undefined

	function follow(): void {
		clearInterval(ticking)
		if (document.visibilityState === 'visible') {
			now.value = Date.now()
			ticking = setInterval(() => {
				now.value = Date.now()
			}, STEP)
		}
	}

	document.addEventListener('visibilitychange', follow)
	onScopeDispose(() => {
		clearInterval(ticking)
		document.removeEventListener('visibilitychange', follow)
	})
	follow()
	return shallowReadonly(now)
}
