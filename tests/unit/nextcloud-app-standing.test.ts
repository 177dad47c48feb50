// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Http, HttpAnswer } from '../../sidecar/nextcloud/http.ts'

import { beforeEach, describe, expect, it } from 'vitest'
import { createAppStanding } from '../../sidecar/nextcloud/app-standing.ts'

const MINUTE = 60_000

const ok: HttpAnswer = { status: 200, headers: {}, text: '{"ocs":{"data":1}}' }
const refused: HttpAnswer = { status: 401, headers: {}, text: '' }

let secretAccepted: boolean
let asked: number
let time: number

const http: Http = {
	async send() {
		asked++
		return secretAccepted ? ok : refused
	},
	async close() {},
}

function call(standing: ReturnType<typeof createAppStanding>) {
	return standing.guard(() => http.send({ method: 'GET', path: '/', userId: null }))
}

beforeEach(() => {
	secretAccepted = true
	asked = 0
	time = 0
})

describe('an app whose secret Nextcloud does not accept', () => {
	it('asks fewer than ten times in half an hour, however much it has to ask', async () => {
		secretAccepted = false
		const standing = createAppStanding(http, () => time)
		for (time = 0; time < 30 * MINUTE; time += 1000) {
			await expect(call(standing)).rejects.toMatchObject({ party: 'secret' })
		}
		// Nextcloud counts each of them twice.
		expect(asked * 2).toBeLessThan(10)
	})

	it('is believed again once the secret fits', async () => {
		secretAccepted = false
		const standing = createAppStanding(http, () => time)
		await expect(call(standing)).rejects.toMatchObject({ party: 'secret' })
		secretAccepted = true
		await expect(call(standing)).rejects.toMatchObject({ party: 'secret' })
		time += 10 * MINUTE
		await expect(call(standing)).resolves.toBe(ok)
	})

	it('need not wait when Nextcloud itself calls with the same secret', async () => {
		secretAccepted = false
		const standing = createAppStanding(http, () => time)
		await expect(call(standing)).rejects.toMatchObject({ party: 'secret' })
		secretAccepted = true
		standing.restore()
		await expect(call(standing)).resolves.toBe(ok)
	})

	it('asks once, however many calls are refused together', async () => {
		secretAccepted = false
		const standing = createAppStanding(http, () => time)
		await Promise.allSettled(Array.from({ length: 5 }, () => call(standing)))
		expect(asked).toBe(5 + 1)
	})
})

describe('a user whom Nextcloud does not know', () => {
	it('does not keep the app from asking for others', async () => {
		const standing = createAppStanding(http, () => time)
		await expect(standing.guard(async () => refused)).rejects.toMatchObject({ party: 'user' })
		await expect(call(standing)).resolves.toBe(ok)
	})
})
