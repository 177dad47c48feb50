// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { escapeHtml } from './html.ts'
import { base64Json } from './php-json.ts'

/** What a page tells its scripts: by `APP-KEY`, in the order in which it stands there. */
export type InitialState = Record<string, unknown>

export function initialStateContainer(states: InitialState): string {
	const inputs = Object.entries(states)
		.map(([name, value]) => `\t\t\t<input type="hidden" id="initial-state-${escapeHtml(name)}" value="${base64Json(value)}">\n`)
	return `\t\t<div id="initial-state-container" style="display: none;">\n${inputs.join('')}\t</div>\n`
}
