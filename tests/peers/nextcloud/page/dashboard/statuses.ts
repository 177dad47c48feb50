// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { StatusCallback } from './registrations.ts'

import { loadState } from '@nextcloud/initial-state'
import { nextTick, ref, shallowRef } from 'vue'
import { postOcs } from '../ocs.ts'

/** The small things below the greeting, such as the user's own status; those that the user has switched on. */
export function useStatuses() {
	const enabled = ref(loadState<string[]>('dashboard', 'statuses', []))
	const callbacks = shallowRef(new Map<string, StatusCallback>())
	const places = new Map<string, HTMLElement>()

	async function fill(id: string) {
		await nextTick()
		const place = places.get(id)
		if (place?.childNodes.length === 0) {
			callbacks.value.get(id)!(place)
		}
	}

	return {
		enabled,
		callbacks,
		place: (id: string, element: HTMLElement | null) => element ? places.set(id, element) : places.delete(id),
		async register(id: string, callback: StatusCallback) {
			callbacks.value = new Map([...callbacks.value, [id, callback]])
			await fill(id)
		},
		async enable(id: string, on: boolean) {
			enabled.value = on ? [...enabled.value, id] : enabled.value.filter((other) => other !== id)
			await fill(id)
			await postOcs('apps/dashboard/api/v3/statuses', { statuses: enabled.value })
		},
	}
}
