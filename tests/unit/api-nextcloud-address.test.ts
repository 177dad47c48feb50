// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { expect, it, vi } from 'vitest'
import { createNextcloudAddress } from '../../sidecar/api/nextcloud-address.ts'

const MINUTE = 60_000

it('the address of Nextcloud is asked for once, and kept while Nextcloud is away', async () => {
	let time = 1
	let answer = async () => 'https://cloud.example'
	const publicUrl = vi.fn(() => answer())
	const address = createNextcloudAddress({ fixed: null, nextcloud: { publicUrl }, clock: { now: () => time } })
	await expect(address.read()).resolves.toBe('https://cloud.example')
	await expect(address.read()).resolves.toBe('https://cloud.example')
	expect(publicUrl).toHaveBeenCalledTimes(1)

	answer = () => Promise.reject(new Error('Nextcloud does not answer'))
	for (let i = 0; i < 3; i++) {
		time += 60 * MINUTE
		await vi.waitFor(async () => {
			await expect(address.read()).resolves.toBe('https://cloud.example')
			expect(publicUrl.mock.calls.length).toBeGreaterThan(1 + i)
		})
	}

	answer = async () => 'https://other.example'
	await vi.waitFor(async () => expect(await address.read()).toBe('https://other.example'))
})

it('an address that was never known cannot be made up', async () => {
	const address = createNextcloudAddress({ fixed: null, nextcloud: { publicUrl: () => Promise.reject(new Error('Nextcloud does not answer')) } })
	await expect(address.read()).rejects.toThrow('Nextcloud does not answer')
	await expect(address.read()).rejects.toThrow('Nextcloud does not answer')
})

it('an address from the environment needs no Nextcloud', async () => {
	const address = createNextcloudAddress({ fixed: 'https://cloud.example', nextcloud: { publicUrl: () => Promise.reject(new Error('asked')) } })
	await expect(address.read()).resolves.toBe('https://cloud.example')
})
