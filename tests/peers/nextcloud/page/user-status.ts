// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DashboardWindow } from './dashboard/registrations.ts'

import { loadState } from '@nextcloud/initial-state'

const words = { online: 'Online', away: 'Away', dnd: 'Do not disturb', offline: 'Offline' }

document.addEventListener('DOMContentLoaded', () => {
	(window as unknown as DashboardWindow).OCA.Dashboard.registerStatus('status', (element) => {
		const { status } = loadState<{ status: keyof typeof words }>('user_status', 'status')
		element.textContent = words[status]
		element.className = 'user-status'
	})
})
