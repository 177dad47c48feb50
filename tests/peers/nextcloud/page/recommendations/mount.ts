// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { createApp } from 'vue'
import RecommendedFiles from './RecommendedFiles.vue'

export function mountRecommendations(element: HTMLElement): void {
	createApp(RecommendedFiles).mount(element)
}
