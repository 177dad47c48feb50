// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Registrations, Registry } from './registrations.ts'

import { createApp } from 'vue'
import DashboardApp from './DashboardApp.vue'

import './icon-classes.css'

export function mountDashboard(registrations: Registrations): void {
	const content = document.getElementById('app-content-vue')
	if (content) {
		registrations.passOnTo(createApp(DashboardApp).mount(content) as unknown as Registry)
	}
}
