// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { Setting, SettingName, Settings } from '../../sidecar/contract/settings.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useSettings } from '../../src/settings/use-settings.ts'
import { SidecarProblem, SidecarUnreachable } from '../../src/sidecar.ts'

/** The calls of the sidecar that are under way, answered by the test. */
const getSettings = vi.hoisted(() => vi.fn<(signal: AbortSignal) => Promise<Settings>>())
const changeSetting = vi.hoisted(() => vi.fn<(name: SettingName, value: boolean) => Promise<Setting>>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), getSettings, changeSetting }))

const off: Setting = { value: false, source: 'default' }
const ownOff: Setting = { value: false, source: 'own' }
const ownOn: Setting = { value: true, source: 'own' }
const UNDECIDED: Settings = { navigationLink: off, unifiedSearch: off, linkPreviews: { value: true, source: 'default' } }

let scope: EffectScope

beforeEach(() => {
	scope = effectScope()
	getSettings.mockReset().mockResolvedValue(UNDECIDED)
	changeSetting.mockReset()
})

afterEach(() => {
	vi.useRealTimers()
	scope.stop()
})

/** The settings, once they are there. */
async function loaded() {
	const used = scope.run(() => useSettings())!
	await vi.waitFor(() => expect(used.settings.value.state).toBe('shown'))
	const shown = (name: SettingName) => used.settings.value.state === 'shown' ? used.settings.value.of[name] : null
	return { ...used, shown }
}

/** The next call that changes a setting, to be answered later. */
function nextChange() {
	const call = Promise.withResolvers<Setting>()
	changeSetting.mockReturnValueOnce(call.promise)
	return call
}

describe('the settings', () => {
	it('load at once', async () => {
		const { settings } = scope.run(() => useSettings())!
		expect(settings.value).toEqual({ state: 'loading' })
		await vi.waitFor(() => expect(settings.value).toMatchObject({ state: 'shown', of: { navigationLink: { setting: off, outcome: { step: 'none' } } } }))
	})

	it('that cannot be loaded say why, also while they are asked for again, and come then', async () => {
		getSettings.mockRejectedValueOnce(new SidecarProblem('nextcloud-unreachable'))
		const { settings, reload } = scope.run(() => useSettings())!
		await vi.waitFor(() => expect(settings.value).toMatchObject({ state: 'failed', failure: { kind: 'nextcloud-failing' }, retrying: false }))
		const again = reload()
		expect(settings.value).toMatchObject({ state: 'failed', retrying: true })
		await again
		expect(settings.value.state).toBe('shown')
	})

	it('are asked for again when the page is seen again: another tab may have changed them', async () => {
		const { shown } = await loaded()
		getSettings.mockResolvedValueOnce({ ...UNDECIDED, unifiedSearch: ownOn })
		document.dispatchEvent(new Event('visibilitychange'))
		await vi.waitFor(() => expect(shown('unifiedSearch')!.setting).toEqual(ownOn))
	})

	it('stay when they cannot be asked for again', async () => {
		const { shown, reload } = await loaded()
		getSettings.mockRejectedValueOnce(new SidecarUnreachable('No answer'))
		await reload()
		expect(shown('navigationLink')!.setting).toEqual(off)
	})
})

describe('a switch', () => {
	it('counts at once, and says for a while that it is saved', async () => {
		const { shown, change } = await loaded()
		vi.useFakeTimers()
		const call = nextChange()
		const changing = change('navigationLink', true)
		expect(shown('navigationLink')).toEqual({ setting: ownOn, outcome: { step: 'saving' } })
		call.resolve(ownOn)
		await changing
		expect(shown('navigationLink')).toEqual({ setting: ownOn, outcome: { step: 'saved' } })
		expect(shown('unifiedSearch')!.outcome).toEqual({ step: 'none' })
		await vi.advanceTimersByTimeAsync(5_000)
		expect(shown('navigationLink')).toEqual({ setting: ownOn, outcome: { step: 'none' } })
	})

	it('goes back where it cannot be saved, and says why', async () => {
		const { shown, change } = await loaded()
		changeSetting.mockRejectedValueOnce(new SidecarProblem('nextcloud-unreachable'))
		await change('navigationLink', true)
		expect(shown('navigationLink')).toMatchObject({ setting: off, outcome: { step: 'failed', failure: { kind: 'nextcloud-failing' } } })
	})

	it('whose answer was lost shows what is stored', async () => {
		const { shown, change } = await loaded()
		changeSetting.mockRejectedValueOnce(new SidecarUnreachable('No answer'))
		getSettings.mockResolvedValueOnce({ ...UNDECIDED, navigationLink: ownOn })
		await change('navigationLink', true)
		expect(shown('navigationLink')).toEqual({ setting: ownOn, outcome: { step: 'none' } })
	})

	it('that is switched to and fro while it is saved ends as it was left, one call at a time', async () => {
		const { shown, change } = await loaded()
		const first = nextChange()
		const second = nextChange()
		const changing = change('navigationLink', true)
		await change('navigationLink', false)
		await change('navigationLink', true)
		await change('navigationLink', false)
		expect(changeSetting).toHaveBeenCalledTimes(1)
		expect(shown('navigationLink')!.setting).toEqual(ownOff)
		first.resolve(ownOn)
		await vi.waitFor(() => expect(changeSetting).toHaveBeenCalledTimes(2))
		expect(changeSetting).toHaveBeenLastCalledWith('navigationLink', false)
		expect(shown('navigationLink')!.setting).toEqual(ownOff)
		second.resolve(ownOff)
		await changing
		expect(shown('navigationLink')).toEqual({ setting: ownOff, outcome: { step: 'saved' } })
	})

	it('that was switched back while a failing call was under way is stored as it was left: the call may have counted', async () => {
		const { shown, change } = await loaded()
		const first = nextChange()
		changeSetting.mockResolvedValueOnce(ownOff)
		const changing = change('navigationLink', true)
		await change('navigationLink', false)
		first.reject(new SidecarUnreachable('No answer'))
		await changing
		expect(changeSetting).toHaveBeenLastCalledWith('navigationLink', false)
		expect(shown('navigationLink')).toEqual({ setting: ownOff, outcome: { step: 'saved' } })
	})

	it('waits for no other', async () => {
		const { shown, change } = await loaded()
		const slow = nextChange()
		changeSetting.mockResolvedValueOnce(ownOn)
		const changing = change('navigationLink', true)
		await change('unifiedSearch', true)
		expect(shown('unifiedSearch')!.outcome).toEqual({ step: 'saved' })
		expect(shown('navigationLink')!.outcome).toEqual({ step: 'saving' })
		slow.resolve(ownOn)
		await changing
		expect(shown('navigationLink')!.outcome).toEqual({ step: 'saved' })
	})

	it.each([
		['before the answer', async (answer: () => void, saved: () => Promise<void>) => {
			await saved()
			answer()
		}],
		['after the answer', async (answer: () => void, saved: () => Promise<void>) => {
			answer()
			await saved()
		}],
	])('is not taken back by older news, saved %s', async (_when, inOrder) => {
		const { shown, change, reload } = await loaded()
		const news = Promise.withResolvers<Settings>()
		getSettings.mockReturnValueOnce(news.promise)
		const reloading = reload()
		const call = nextChange()
		const changing = change('navigationLink', true)
		await inOrder(() => news.resolve(UNDECIDED), async () => {
			call.resolve(ownOn)
			await changing
		})
		await reloading
		expect(shown('navigationLink')!.setting).toEqual(ownOn)
	})

	it('that the administrator has fixed is not sent', async () => {
		getSettings.mockResolvedValue({ ...UNDECIDED, unifiedSearch: { value: false, source: 'fixed' } })
		const { change } = await loaded()
		await change('unifiedSearch', true)
		expect(changeSetting).not.toHaveBeenCalled()
	})

	it('that the administrator has fixed meanwhile shows that, without an alarm', async () => {
		const { shown, change } = await loaded()
		const fixed: Setting = { value: false, source: 'fixed' }
		changeSetting.mockRejectedValueOnce(new SidecarProblem('forbidden'))
		getSettings.mockResolvedValueOnce({ ...UNDECIDED, unifiedSearch: fixed })
		await change('unifiedSearch', true)
		expect(shown('unifiedSearch')).toEqual({ setting: fixed, outcome: { step: 'none' } })
	})
})
