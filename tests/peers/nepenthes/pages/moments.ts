// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Html } from './html.ts'
import type { Visit } from './visit.ts'

import { html } from './html.ts'

/** A point in time, by the clock of whoever looks at the page. */
export function moment({ language, session }: Visit, time: Date): Html {
	const text = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: session?.user?.timeZone ?? 'Etc/UTC' }).format(time)
	return html`<time datetime="${time.toISOString()}">${text}</time>`
}

/** A day, `YYYY-MM-DD`. */
export function day({ language }: Visit, text: string | null): string {
	return text === null ? '–' : new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(text))
}
