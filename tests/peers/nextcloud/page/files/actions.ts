// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ActionContext, ActionContextSingle, IFileAction } from '@nextcloud/files'

import { getFileActions, getFilesRegistry } from '@nextcloud/files'
import { shallowRef } from 'vue'
import { announce } from './announcements.ts'

const registered = shallowRef(getFileActions())

// An action may come at any time.
getFilesRegistry().addEventListener('register:action', () => {
	registered.value = getFileActions()
})

/** The actions that can be done with what is selected, in their order. */
export function actionsFor(context: ActionContext): IFileAction[] {
	return registered.value
		.filter(({ enabled }) => enabled?.(context) ?? true)
		.toSorted((left, right) => (left.order ?? 0) - (right.order ?? 0))
}

/** The action of clicking on a name. */
export const defaultActionFor = (context: ActionContext) => actionsFor(context).find((action) => action.default !== undefined)

/** Those that a menu shows: what is done by a click on the name only is not among them. */
export const menuActionsFor = (context: ActionContext) => actionsFor(context).filter((action) => action.default !== 'hidden')

/** Does an action with one file and says how it went, unless the action is silent. */
export async function execute(action: IFileAction, context: ActionContextSingle): Promise<void> {
	const name = action.displayName(context)
	const success = await attempt(() => action.exec(context))
	if (success !== null) {
		announce(success ? `${name}: done` : `${name}: failed`, success ? 'info' : 'error')
	}
}

/** The sources of the files that an action is at work on. */
export const underway = shallowRef<ReadonlySet<string>>(new Set())

/**
 * Does an action with all that are selected and says how it went, unless the action says so itself: that is where it gives
 * null for a file. Gives the files with which it failed.
 */
export async function executeBatch(action: IFileAction, context: ActionContext): Promise<ActionContext['nodes']> {
	const name = action.displayName(context)
	underway.value = new Set(context.nodes.map(({ source }) => source))
	const results = await attempt(async () => action.execBatch!(context))
	underway.value = new Set()
	if (!Array.isArray(results)) {
		announce(`${name}: failed`, 'error')
		return context.nodes
	}
	const failed = context.nodes.filter((_, index) => results[index] === false)
	if (failed.length > 0 && !results.includes(null)) {
		announce(`${name}: failed on some elements`, 'error')
	} else if (failed.length === 0 && results.some((result) => result !== null)) {
		announce(`${name}: done`, 'info')
	}
	return failed
}

async function attempt<Result>(act: () => Promise<Result>): Promise<Result | false> {
	try {
		return await act()
	} catch (error) {
		console.error(error)
		return false
	}
}
