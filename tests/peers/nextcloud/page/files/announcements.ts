// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { shallowRef } from 'vue'

export interface Announcement {
	id: number
	text: string
	kind: 'info' | 'error'
}

const SHOWN_FOR = 7000

/** What has happened, for a short while. */
export const announcements = shallowRef<Announcement[]>([])

let last = 0

export function announce(text: string, kind: Announcement['kind']): void {
	const id = ++last
	announcements.value = [...announcements.value, { id, text, kind }]
	setTimeout(() => {
		announcements.value = announcements.value.filter((announcement) => announcement.id !== id)
	}, SHOWN_FOR)
}
