// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** An entry that an app adds under "Places" (section 6.6). */
export interface FilterAction {
	id: string
	appId: string
	/** Id of the provider that is asked. */
	searchFrom?: string
	label: string
	/** Called when it is chosen, with whether it was chosen anew. */
	callback: (chosen: boolean) => void
	icon: string
}

/** Puts `OCA.UnifiedSearch` in place; gives the list of what is registered, which grows. */
export function receiveFilterActions(): readonly FilterAction[] {
	const actions: FilterAction[] = []
	const globals = window as { OCA?: object }
	globals.OCA = { ...globals.OCA, UnifiedSearch: { registerFilterAction: (action: FilterAction) => void actions.push(action) } }
	return actions
}
