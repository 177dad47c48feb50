// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Attempt } from '../../sidecar/api/sealed-state.ts'

import { beforeEach, describe, expect, it } from 'vitest'
import { createAttemptSeal } from '../../sidecar/api/sealed-state.ts'

const SECRET = 'the secret that AppAPI knows'
const STATE = 'xq3uW2m_0-state'

let now: number

const seal = (secret = SECRET) => createAttemptSeal(secret, () => now)

const attempt: Attempt = {
	userId: 'Ünïcödé 用户 🌱"\\',
	instance: 'https://np.example/np',
	clientId: 'client',
	codeVerifier: 'v'.repeat(64),
	returnTo: '/nextcloud/index.php/apps/files/files/7?dir=%2FPl%C3%A4ne&opendetails=true',
	expiresAt: 1_000_000,
}

beforeEach(() => {
	now = 0
})

describe('an attempt to connect travels sealed', () => {
	it('and comes back as it was, with any text in it', () => {
		expect(seal().open(seal().seal(attempt, STATE), STATE)).toEqual(attempt)
	})

	it('in characters that a cookie takes, and few enough of them', () => {
		const sealed = seal().seal({ ...attempt, returnTo: '/'.padEnd(1500, 'a') }, STATE)
		expect(sealed).toMatch(/^[\w-]+$/)
		expect(sealed.length).toBeLessThan(3000)
	})

	it('telling nobody what is in it, not even that it is the same as before', () => {
		const [one, other] = [seal().seal(attempt, STATE), seal().seal(attempt, STATE)]
		expect(one).not.toBe(other)
		expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain('vvvv')
	})

	it('and can be opened by a replica with the same secret until its time is over', () => {
		const sealed = seal().seal(attempt, STATE)
		now = 999_999
		expect(createAttemptSeal(SECRET, () => now).open(sealed, STATE)).toEqual(attempt)
		now = 1_000_000
		expect(seal().open(sealed, STATE)).toBeNull()
	})
})

describe('a seal does not open', () => {
	it('with another secret', () => {
		expect(seal('another secret of AppAPI').open(seal().seal(attempt, STATE), STATE)).toBeNull()
	})

	it.each(['', 'another', `${STATE}x`, STATE.toUpperCase()])('for another state: %j', (state) => {
		expect(seal().open(seal().seal(attempt, STATE), state)).toBeNull()
	})

	it('when one bit of it was changed, wherever', () => {
		const sealed = Buffer.from(seal().seal(attempt, STATE), 'base64url')
		for (let i = 0; i < sealed.length; i++) {
			const tampered = Buffer.from(sealed)
			tampered[i]! ^= 1
			expect(seal().open(tampered.toString('base64url'), STATE)).toBeNull()
		}
	})

	it('when a part of it is missing', () => {
		const sealed = Buffer.from(seal().seal(attempt, STATE), 'base64url')
		for (const length of [0, 1, 11, 12, 20, 27, 28, 29, sealed.length - 1]) {
			expect(seal().open(sealed.subarray(0, length).toString('base64url'), STATE)).toBeNull()
		}
	})

	it.each(['', 'nonsense', '{}', '=%&;', '🌱'])('when it is none: %j', (sealed) => {
		expect(seal().open(sealed, STATE)).toBeNull()
	})
})

describe('a state', () => {
	it('is known by where it was made, and by nothing else', () => {
		const here = createAttemptSeal(SECRET)
		const state = here.newState()
		expect(state).toMatch(/^[\w-]{48}$/)
		expect(here.newState()).not.toBe(state)
		// A replica, or this app after a restart.
		expect(createAttemptSeal(SECRET).isOwn(state)).toBe(true)
		expect(createAttemptSeal('the secret of somebody else').isOwn(state)).toBe(false)
		const another = state.startsWith('A') ? `B${state.slice(1)}` : `A${state.slice(1)}`
		for (const foreign of ['', 'xyz', another, state.slice(1), `${state}AAAA`, '1f0c9b5e-6f7a-4d47-8f6b-3a0f3f6f0c11']) {
			expect(here.isOwn(foreign), foreign).toBe(false)
		}
	})
})
