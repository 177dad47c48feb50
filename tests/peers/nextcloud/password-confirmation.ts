// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { Instance } from './instance.ts'

import { Refusal } from './refusal.ts'
import { visitorOf } from './visitor.ts'

/** Seconds for which an entered password counts, with some for the way. */
const window = 30 * 60 + 15

/**
 * Lets the request pass if the user's own password vouches for it (section 4.3 of the contract): `lax` if it was entered
 * in this session not long ago, `strict` if it is in this very request. App passwords, OAuth tokens and ExApps have none.
 *
 * @throws {Refusal} password-confirmation
 */
export function demandConfirmedPassword(instance: Instance, request: FastifyRequest, grade: 'lax' | 'strict'): void {
	if (!isPasswordInRequest(instance, request) && (grade === 'strict' || !isPasswordConfirmed(instance, request))) {
		throw new Refusal('password-confirmation')
	}
}

/** Whether the password was entered in this session and that is not long ago. */
export function isPasswordConfirmed(instance: Instance, request: FastifyRequest): boolean {
	const { by, session } = visitorOf(request)
	return (by === 'session' || by === 'remember-me') && session.lastLogin > instance.clock().getTime() / 1000 - window
}

/** Notes that the password was entered again. Gives whether it is the right one. */
export function acceptPassword(instance: Instance, request: FastifyRequest, password: string): boolean {
	const { by, session, user } = visitorOf(request)
	const right = (by === 'session' || by === 'remember-me') && user !== undefined && instance.users.byPassword(user.uid, password) !== undefined
	if (right) {
		session.lastLogin = Math.floor(instance.clock().getTime() / 1000)
	}
	return right
}

function isPasswordInRequest(instance: Instance, request: FastifyRequest): boolean {
	const { by, user } = visitorOf(request)
	if (by === 'password') {
		return true
	}
	const credentials = /^basic +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
	if (credentials === undefined || user === undefined || (by !== 'session' && by !== 'remember-me')) {
		return false
	}
	const [, ...password] = Buffer.from(credentials, 'base64').toString().split(':')
	return instance.users.byPassword(user.uid, password.join(':')) !== undefined
}
