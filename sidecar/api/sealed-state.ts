// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import Type from 'typebox'
import Value from 'typebox/value'

/** What an attempt to connect has to remember while the browser is at Nepenthes. */
export const Attempt = Type.Object({
	userId: Type.String(),
	/** Address of the instance that it is about, and the OAuth application there. */
	instance: Type.String(),
	clientId: Type.String(),
	/** PKCE, RFC 7636. */
	codeVerifier: Type.String(),
	/** Where the browser goes in the end. */
	returnTo: Type.String(),
	/** Milliseconds since 1970. */
	expiresAt: Type.Number(),
})
export type Attempt = Static<typeof Attempt>

/** Attempts travel with the browser, in a cookie that only this app can read: nothing is stored, and tabs do not disturb each other. */
export interface AttemptSeal {
	/** A state for a new attempt, which nobody guesses; it can be told from those of others without anything kept. */
	newState(): string
	/** Whether a state was made here, whatever became of its attempt. */
	isOwn(state: string): boolean
	seal(attempt: Attempt, state: string): string
	/** @return null for what was not sealed here, for another state, or is too old */
	open(sealed: string, state: string): Attempt | null
}

const ALGORITHM = 'aes-256-gcm'
const IV_LENGTH = 12
const TAG_LENGTH = 16

/** Bytes of a state: those that nobody guesses, and those that show where it was made. */
const STATE = { random: 24, mark: 12 }

/** @param secret that this app shares with AppAPI; replicas of the app have the same */
export function createAttemptSeal(secret: string, clock: () => number = Date.now): AttemptSeal {
	const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `integration_nepenthes: ${purpose}`, 32))
	const key = derive('attempts to connect')
	const stateKey = derive('states of attempts')
	const markOf = (random: Buffer) => createHmac('sha256', stateKey).update(random).digest().subarray(0, STATE.mark)
	return {
		newState() {
			const random = randomBytes(STATE.random)
			return Buffer.concat([random, markOf(random)]).toString('base64url')
		},
		isOwn(state) {
			const bytes = Buffer.from(state, 'base64url')
			return bytes.length === STATE.random + STATE.mark && timingSafeEqual(bytes.subarray(STATE.random), markOf(bytes.subarray(0, STATE.random)))
		},
		seal(attempt, state) {
			const iv = randomBytes(IV_LENGTH)
			const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_LENGTH }).setAAD(Buffer.from(state))
			const sealed = Buffer.concat([cipher.update(JSON.stringify(attempt), 'utf8'), cipher.final()])
			return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
		},
		open(sealed, state) {
			const bytes = Buffer.from(sealed, 'base64url')
			try {
				const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_LENGTH), { authTagLength: TAG_LENGTH })
					.setAAD(Buffer.from(state))
					.setAuthTag(bytes.subarray(IV_LENGTH, IV_LENGTH + TAG_LENGTH))
				const text = decipher.update(bytes.subarray(IV_LENGTH + TAG_LENGTH), undefined, 'utf8') + decipher.final('utf8')
				const attempt: unknown = JSON.parse(text)
				return Value.Check(Attempt, attempt) && attempt.expiresAt > clock() ? attempt : null
			} catch {
				return null
			}
		},
	}
}
