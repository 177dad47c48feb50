// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { randomText, randomToken } from '../random.ts'
import { newRequestSecret } from './request-token.ts'

/** Guests leave a session at every request without cookies; the oldest go when there are too many. */
const maximum = 5_000

export interface Session {
	/** Value of the session cookie. */
	id: string
	/** Value of the cookie `oc_sessionPassphrase`, without which the session cannot be read. */
	passphrase: string
	requestSecret: Buffer
	/** Who is signed in. */
	uid: string | undefined
	/** Signed in with a password, but the second factor is still to come: as good as not signed in. */
	secondFactorPending: boolean
	/** When the password was last entered; seconds since 1970. */
	lastLogin: number
	/** The sign-in page has to say that the last try failed. */
	failedLogin: boolean
	/** The next request gets a new id; the old one stays good. */
	renewalDue: boolean
}

/** The sessions of browsers, and what brings a session back after it ended. */
export class Sessions {
	readonly #clock: () => Date
	readonly #sessions = new Map<string, Session>()
	/** One-time tokens of `nc_token`, by user. */
	readonly #rememberMe = new Map<string, Set<string>>()
	/** Which login a session id stands for: survives the session itself, so that remember-me can renew it. */
	readonly #logins = new Map<string, string>()

	constructor(clock: () => Date) {
		this.#clock = clock
	}

	/** The session of these two cookies. */
	find(id: string | undefined, passphrase: string | undefined): Session | undefined {
		const session = id === undefined ? undefined : this.#sessions.get(id)
		return session?.passphrase === passphrase ? session : undefined
	}

	create(): Session {
		const session: Session = {
			id: randomText(26),
			passphrase: randomToken(128),
			requestSecret: newRequestSecret(),
			uid: undefined,
			secondFactorPending: false,
			lastLogin: 0,
			failedLogin: false,
			renewalDue: false,
		}
		this.#remember(session)
		return session
	}

	/** Gives the session another id. The old one goes, or (`keepOld`) opens the same session for as long as it lives. */
	renew(session: Session, keepOld = false): void {
		if (!keepOld) {
			this.#sessions.delete(session.id)
		}
		session.id = randomText(26)
		this.#remember(session)
		if (session.uid !== undefined) {
			this.#logins.set(session.id, session.uid)
		}
	}

	/** Signs a user in, with a new session id; the next request gets yet another one. */
	signIn(session: Session, uid: string, secondFactorPending: boolean): void {
		this.renew(session)
		session.uid = uid
		session.secondFactorPending = secondFactorPending
		session.lastLogin = this.#now()
		session.renewalDue = true
		session.requestSecret = newRequestSecret()
		this.#logins.set(session.id, uid)
	}

	/** Ends the login everywhere it is known; the remember-me token of this browser is of no more use either. */
	signOut(session: Session, rememberMeToken: string | undefined): void {
		if (session.uid !== undefined && rememberMeToken !== undefined) {
			this.#rememberMe.get(session.uid)?.delete(rememberMeToken)
		}
		for (const [id, other] of this.#sessions) {
			if (other === session) {
				this.#sessions.delete(id)
				this.#logins.delete(id)
			}
		}
		session.uid = undefined
	}

	/** Whether the login behind the session is still known: it ends when remember-me moved it to another session. */
	isLoginKnown(session: Session): boolean {
		return this.#logins.get(session.id) === session.uid
	}

	newRememberMeToken(uid: string): string {
		const token = randomToken(32)
		const tokens = this.#rememberMe.get(uid) ?? new Set()
		this.#rememberMe.set(uid, tokens.add(token))
		return token
	}

	/**
	 * Signs in by remember-me cookies: the token is used up and the login of the old session moves to this one.
	 * Gives the new token, or nothing when token or login are not known (any more).
	 */
	remember(session: Session, uid: string, token: string, oldSessionId: string, rotate: boolean): string | undefined {
		if (!this.#rememberMe.get(uid)?.has(token) || this.#logins.get(oldSessionId) !== uid) {
			return undefined
		}
		this.renew(session)
		this.#logins.set(session.id, uid)
		session.uid = uid
		session.lastLogin = this.#now()
		if (!rotate) {
			return token
		}
		this.#rememberMe.get(uid)?.delete(token)
		this.#logins.delete(oldSessionId)
		return this.newRememberMeToken(uid)
	}

	/** Ends the sessions of a user (remember-me still brings them back). Gives how many there were. */
	expire(uid: string): number {
		const ended = [...this.#sessions].filter(([, session]) => session.uid === uid)
		for (const [id] of ended) {
			this.#sessions.delete(id)
		}
		return ended.length
	}

	/** Ends sessions and remembered logins of a user. */
	revoke(uid: string): void {
		this.expire(uid)
		this.#rememberMe.delete(uid)
	}

	/** Seconds since 1970. */
	#now(): number {
		return Math.floor(this.#clock().getTime() / 1000)
	}

	#remember(session: Session): void {
		this.#sessions.set(session.id, session)
		if (this.#sessions.size > maximum) {
			const [oldest] = this.#sessions.keys()
			this.#sessions.delete(oldest!)
		}
	}
}
