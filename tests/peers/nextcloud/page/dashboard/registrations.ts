// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** An element to fill, with what the page knows of the widget. */
export type WidgetCallback = (element: HTMLElement, options: { widget: unknown }) => void
export type StatusCallback = (element: HTMLElement) => void

/** Who takes what scripts register. */
export interface Registry {
	register(id: string, callback: WidgetCallback): void
	registerStatus(id: string, callback: StatusCallback): void
}

/** Keeps what is registered for who comes later, in order. */
export interface Registrations {
	/** Hands over what has come, and from now on at once what comes. */
	passOnTo(registry: Registry): void
}

/** The window of a page on which the script of the dashboard has run. */
export interface DashboardWindow {
	OCA: { Dashboard: Registry }
}

/** Puts `OCA.Dashboard` in place; it takes that of anyone who had one. */
export function receiveRegistrations(): Registrations {
	const waiting: ((registry: Registry) => void)[] = []
	let taker: Registry | undefined
	const receive = (registration: (registry: Registry) => void) => {
		if (taker) {
			registration(taker)
		} else {
			waiting.push(registration)
		}
	}
	const globals = window as Partial<DashboardWindow>
	globals.OCA = {
		...globals.OCA,
		Dashboard: {
			register: (id, callback) => receive((registry) => registry.register(id, callback)),
			registerStatus: (id, callback) => receive((registry) => registry.registerStatus(id, callback)),
		},
	}
	return {
		passOnTo(registry) {
			taker = registry
			waiting.splice(0).forEach((registration) => registration(registry))
		},
	}
}
