// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DashboardWindow } from './dashboard/registrations.ts'

// The script of an app that has a widget: it registers when the page is there, and brings what it draws with it.
document.addEventListener('DOMContentLoaded', () => {
	(window as unknown as DashboardWindow).OCA.Dashboard.register('recommendations', (element) => {
		void import('./recommendations/mount.ts').then(({ mountRecommendations }) => mountRecommendations(element))
	})
})
