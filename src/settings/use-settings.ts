// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Setting, SettingName, Settings } from '../../sidecar/contract/settings.ts'
import type { Failure } from '../connection/failure.ts'

import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import { failureOf } from '../connection/failure.ts'
import { changeSetting, getSettings, SidecarProblem } from '../sidecar.ts'

/** Milliseconds for which is said that a change is saved. */
const SAID = 5_000

/** What became of the last change of a setting. */
export type Outcome
	= | { step: 'none' }
		| { step: 'saving' }
		| { step: 'saved' }
		/** The setting is as it was before. */
		| { step: 'failed', failure: Failure }

/** A setting as the page shows it: what is being saved counts already. */
export interface ShownSetting {
	setting: Setting
	outcome: Outcome
}

export type ShownSettings
	= | { state: 'loading' }
		| { state: 'failed', failure: Failure, retrying: boolean }
		| { state: 'shown', of: Readonly<Record<SettingName, ShownSetting>> }

export const SETTING_NAMES: readonly SettingName[] = ['navigationLink', 'unifiedSearch', 'linkPreviews']

/**
 * The user's settings. Begins to load at once, asks again when the page is seen again, since they may have been changed
 * in another tab; ends with the component that uses it.
 */
export function useSettings(): {
	settings: Readonly<Ref<ShownSettings>>
	/** Asks again. What is shown stays until the answer is there. */
	reload: () => Promise<void>
	/** Switches a setting on or off: shows it at once, saves it, and takes it back where that fails. */
	change: (name: SettingName, value: boolean) => Promise<void>
} {
	const settings = shallowRef<ShownSettings>({ state: 'loading' })
	/** What is known to be stored. */
	let stored: Settings | null = null
	/** What the user wants of the settings that are being saved. */
	const wanted = new Map<SettingName, boolean>()
	/** What was changed since the newest question, whose answer may not know of it. */
	let touched = new Set<SettingName>()
	let asking = new AbortController()

	function show(name: SettingName, setting: Setting, outcome: Outcome): void {
		if (settings.value.state === 'shown') {
			settings.value = { state: 'shown', of: { ...settings.value.of, [name]: { setting, outcome } } }
		}
	}

	function showStored(fresh: Settings): void {
		const before = settings.value.state === 'shown' ? settings.value.of : null
		const known = stored ?? fresh
		stored = {
			navigationLink: touched.has('navigationLink') ? known.navigationLink : fresh.navigationLink,
			unifiedSearch: touched.has('unifiedSearch') ? known.unifiedSearch : fresh.unifiedSearch,
			linkPreviews: touched.has('linkPreviews') ? known.linkPreviews : fresh.linkPreviews,
		}
		const shown = (name: SettingName, setting: Setting): ShownSetting => touched.has(name) && before !== null
			? before[name]
			: { setting, outcome: before !== null && before[name].setting.value === setting.value ? before[name].outcome : { step: 'none' } }
		settings.value = {
			state: 'shown',
			of: {
				navigationLink: shown('navigationLink', stored.navigationLink),
				unifiedSearch: shown('unifiedSearch', stored.unifiedSearch),
				linkPreviews: shown('linkPreviews', stored.linkPreviews),
			},
		}
	}

	async function reload(): Promise<void> {
		// Only the newest question counts; the one before is given up.
		asking.abort()
		asking = new AbortController()
		const { signal } = asking
		touched = new Set(wanted.keys())
		if (settings.value.state === 'failed') {
			settings.value = { ...settings.value, retrying: true }
		}
		try {
			const fresh = await getSettings(signal)
			if (!signal.aborted) {
				showStored(fresh)
			}
		} catch (error) {
			// What is shown already can be changed all the same; whether that works shows then.
			if (!signal.aborted && settings.value.state !== 'shown') {
				settings.value = { state: 'failed', failure: failureOf(error), retrying: false }
			}
		}
	}

	async function change(name: SettingName, value: boolean): Promise<void> {
		if (stored === null || stored[name].source === 'fixed') {
			return
		}
		touched.add(name)
		show(name, { value, source: 'own' }, { step: 'saving' })
		const isUnderWay = wanted.has(name)
		wanted.set(name, value)
		if (!isUnderWay) {
			await save(name, value)
		}
	}

	/** Saves one value after the other, until it is the one that the user wants by then. */
	async function save(name: SettingName, value: boolean): Promise<void> {
		let failed: { error: unknown } | null = null
		try {
			stored = { ...stored!, [name]: await changeSetting(name, value) }
		} catch (error) {
			failed = { error }
		}
		const now = wanted.get(name) ?? value
		if (now !== value) {
			return save(name, now)
		}
		wanted.delete(name)
		touched.add(name)
		if (failed === null) {
			showSaved(name)
			return
		}
		const isForbidden = failed.error instanceof SidecarProblem && failed.error.code === 'forbidden'
		show(name, stored![name], isForbidden ? { step: 'none' } : { step: 'failed', failure: failureOf(failed.error) })
		// The administrator has decided meanwhile; or the answer was lost, not the change.
		await reload()
	}

	function showSaved(name: SettingName): void {
		const outcome: Outcome = { step: 'saved' }
		show(name, stored![name], outcome)
		setTimeout(() => {
			if (settings.value.state === 'shown' && settings.value.of[name].outcome === outcome) {
				show(name, settings.value.of[name].setting, { step: 'none' })
			}
		}, SAID)
	}

	function onSeen(): void {
		if (document.visibilityState === 'visible') {
			void reload()
		}
	}

	document.addEventListener('visibilitychange', onSeen)
	onScopeDispose(() => {
		asking.abort()
		document.removeEventListener('visibilitychange', onSeen)
	})
	void reload()
	return { settings: shallowReadonly(settings), reload, change }
}
