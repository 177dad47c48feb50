// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Setting, SettingName, Settings } from '../contract/settings.ts'
import type { Nextcloud } from '../nextcloud/index.ts'

import { LRUCache } from 'lru-cache'
import { ProblemError } from './problems.ts'

/** What an administrator decides on a setting: what counts for who has not chosen, or for everybody. */
export const DECISIONS = ['off', 'on', 'never', 'always'] as const
export type Decision = typeof DECISIONS[number]

interface Definition {
	/** The key of the user's preference: `1` or `0`. */
	preference: string
	/** The key of the administrator's decision in the app's configuration. */
	decision: string
	/** What counts where nobody has decided. */
	otherwise: Decision
}

/** Where each setting is kept. */
export const SETTINGS: Readonly<Record<SettingName, Definition>> = {
	navigationLink: { preference: 'navigation_link', decision: 'default_navigation_link', otherwise: 'off' },
	// What is typed leaves Nextcloud, so somebody must have wanted that.
	unifiedSearch: { preference: 'unified_search', decision: 'default_unified_search', otherwise: 'off' },
	linkPreviews: { preference: 'link_previews', decision: 'default_link_previews', otherwise: 'on' },
}

/** Milliseconds for which settings are believed. What a user changes here counts at once. */
const REMEMBER = 60_000

/** The settings of users: their own choice, else that of the administrator. */
export interface UserSettings {
	/** @throws {NextcloudError} */
	of(userId: string): Promise<Settings>
	/**
	 * Stores the user's own choice, which counts at once.
	 *
	 * @throws {ProblemError} forbidden, when the administrator has decided for all
	 * @throws {NextcloudError}
	 */
	change(userId: string, name: SettingName, value: boolean): Promise<Setting>
	/**
	 * What the administrator has decided by now, which counts at once.
	 *
	 * @throws {NextcloudError}
	 */
	decisions(): Promise<Readonly<Record<SettingName, Decision>>>
	/** When the user last picked a work package with Nextcloud's smart picker, in seconds since 1970; null for never. */
	pickerUsedAt(userId: string): Promise<number | null>
	/** Remembers that. */
	pickerUsed(userId: string, at: number): Promise<void>
	/** What counts for somebody of whom nothing is known, as far as it is known now; never waits. */
	peekDefaults(): Settings
}

/** The key of the preference that says when the picker was used. */
const PICKER_USED = 'picker_used_at'

const NAMES = Object.keys(SETTINGS) as SettingName[]

export function createUserSettings({ nextcloud: { preferences, appConfig } }: { nextcloud: Pick<Nextcloud, 'preferences' | 'appConfig'> }): UserSettings {
	const DECIDED = 'decisions'
	const decisions = new LRUCache<string, ReadonlyMap<string, string>>({
		max: 1,
		ttl: REMEMBER,
		allowStaleOnFetchRejection: true,
		fetchMethod: () => appConfig.get(NAMES.map((name) => SETTINGS[name].decision)),
	})
	const choices = new LRUCache<string, ReadonlyMap<string, string>>({
		max: 10_000,
		ttl: REMEMBER,
		// What is read while something is being stored goes to who asked for it, and is not kept.
		ignoreFetchAbort: true,
		fetchMethod: (userId) => preferences.get(userId, [...NAMES.map((name) => SETTINGS[name].preference), PICKER_USED]),
	})

	const of = async (userId: string): Promise<Settings> => {
		const [decided, chosen] = await Promise.all([decisions.forceFetch(DECIDED), choices.forceFetch(userId)])
		return settingsOf(decided, chosen)
	}

	return {
		of,
		async change(userId, name, value) {
			if ((await of(userId))[name].source === 'fixed') {
				throw new ProblemError('forbidden', { detail: 'The administrator has decided this for everybody.' })
			}
			try {
				await preferences.set(userId, SETTINGS[name].preference, { value: value ? '1' : '0', sensitive: false })
			} finally {
				choices.delete(userId)
			}
			return { value, source: 'own' }
		},
		async decisions() {
			const decided = await decisions.forceFetch(DECIDED, { forceRefresh: true })
			return {
				navigationLink: decisionOn('navigationLink', decided),
				unifiedSearch: decisionOn('unifiedSearch', decided),
				linkPreviews: decisionOn('linkPreviews', decided),
			}
		},
		async pickerUsedAt(userId) {
			const at = Number((await choices.forceFetch(userId)).get(PICKER_USED) ?? Number.NaN)
			return Number.isSafeInteger(at) ? at : null
		},
		async pickerUsed(userId, at) {
			try {
				await preferences.set(userId, PICKER_USED, { value: String(at), sensitive: false })
			} finally {
				choices.delete(userId)
			}
		},
		peekDefaults() {
			// Whoever comes next finds fresh ones; a failure shows when they are needed.
			decisions.fetch(DECIDED).catch(() => {})
			return settingsOf(decisions.get(DECIDED, { allowStale: true }) ?? new Map(), new Map())
		},
	}
}

function decisionOn(name: SettingName, decided: ReadonlyMap<string, string>): Decision {
	const stored = decided.get(SETTINGS[name].decision)
	return DECISIONS.find((known) => known === stored) ?? SETTINGS[name].otherwise
}

function settingsOf(decided: ReadonlyMap<string, string>, chosen: ReadonlyMap<string, string>): Settings {
	const settingOf = (name: SettingName): Setting => {
		const decidedFor = decisionOn(name, decided)
		if (decidedFor === 'never' || decidedFor === 'always') {
			return { value: decidedFor === 'always', source: 'fixed' }
		}
		const choice = chosen.get(SETTINGS[name].preference)
		return choice === '1' || choice === '0'
			? { value: choice === '1', source: 'own' }
			: { value: decidedFor === 'on', source: 'default' }
	}
	return { navigationLink: settingOf('navigationLink'), unifiedSearch: settingOf('unifiedSearch'), linkPreviews: settingOf('linkPreviews') }
}
