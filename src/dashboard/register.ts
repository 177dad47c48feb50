// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { loadState } from '@nextcloud/initial-state'
import iconUrl from '../img/app-dark.svg?url&no-inline'
import { loadInto } from '../loading/load-into.ts'
import { markScriptRuns } from './script-mark.ts'

/** What the gateway calls our widget in the state of the page. */
const WIDGET = 'nepenthes_notifications'

/** The part of Nextcloud's dashboard that widgets register with (nextcloud-contract.md 6.5). */
interface Dashboard {
	register(id: string, show: (place: HTMLElement) => void): void
}

interface DashboardWindow {
	OCA?: { Dashboard?: Dashboard }
}

/** Offers the widget where the page is a dashboard that knows of it: registered without that, it would break all others. */
export function registerWidget(): void {
	const dashboard = (window as DashboardWindow).OCA?.Dashboard
	const isDrawnByNextcloud = markScriptRuns()
	if (dashboard === undefined || isDrawnByNextcloud || !Object.hasOwn(loadState<object>('dashboard', 'panels', {}), WIDGET)) {
		return
	}
	giveIcon()
	dashboard.register(WIDGET, (place) => void open(place))
}

/** The header of a widget shows its icon by a class alone; the drawing is black. */
function giveIcon(): void {
	const style = document.createElement('style')
	style.textContent = `.icon-nepenthes{background-image:url("${iconUrl}");filter:var(--background-invert-if-dark)}`
	document.head.append(style)
}

async function open(place: HTMLElement): Promise<void> {
	const { show } = await loadInto(place, () => import('./widget-content.ts'))
	await show(place)
}
