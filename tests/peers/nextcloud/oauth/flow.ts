// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Session } from '../session/sessions.ts'

/** Where the session is on the way from a client's question to the user's answer. */
export interface Flow {
	/** The `state` that the client gave. */
	oauthState?: string
	/** Shows that the page with the question came before the answer. */
	stateToken?: string
}

const flows = new WeakMap<Session, Flow>()

/** The flow of a session; it may be changed. */
export function flowOf(session: Session): Flow {
	const flow = flows.get(session) ?? {}
	flows.set(session, flow)
	return flow
}

/** Goes on in another session: a wrong password on the way does not end what one was about to grant. */
export function moveFlow(from: Session, to: Session): void {
	flows.set(to, flowOf(from))
	flows.delete(from)
}
