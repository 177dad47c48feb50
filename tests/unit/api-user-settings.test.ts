// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { expect, it } from 'vitest'
import { createUserSettings } from '../../sidecar/api/user-settings.ts'

it('answers who reads settings while others of them are being stored, and believes what was read then no longer', async () => {
	const stored = new Map<string, string>()
	const storing: (() => void)[] = []
	const reading: (() => void)[] = []
	let held = false
	const settings = createUserSettings({
		nextcloud: {
			appConfig: { get: async () => new Map(), set: async () => {}, delete: async () => 0 },
			preferences: {
				async get() {
					const values = new Map(stored)
					if (held) {
						await new Promise<void>((resolve) => reading.push(resolve))
					}
					return values
				},
				async set(_userId, key, { value }) {
					await new Promise<void>((resolve) => storing.push(resolve))
					stored.set(key, value)
				},
				delete: async () => 0,
			},
		},
	})
	await settings.of('alice')
	const changes = [settings.change('alice', 'navigationLink', true), settings.change('alice', 'unifiedSearch', true)]
	await expect.poll(() => storing.length).toBe(2)

	storing[0]!()
	await changes[0]
	held = true
	const read = settings.of('alice')
	await expect.poll(() => reading.length).toBe(1)
	storing[1]!()
	await changes[1]
	held = false
	reading[0]!()

	expect((await read).navigationLink).toEqual({ value: true, source: 'own' })
	expect((await settings.of('alice')).unifiedSearch).toEqual({ value: true, source: 'own' })
})
