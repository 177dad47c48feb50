// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { InitialState } from '../initial-state.ts'
import type { Instance } from '../instance.ts'
import type { Page } from '../layout.ts'

import { userOf } from '../access.ts'
import { sendPage } from '../layout.ts'
import { maskRequestToken } from '../session/request-token.ts'
import { visitorOf } from '../visitor.ts'
import { userStates } from './user-states.ts'

export interface UserPage extends Omit<Page, 'layout' | 'states'> {
	layout?: 'user' | 'settings'
	/** Its own states, which come before those of every page. */
	states?: InitialState
	/** Entry of the app menu that is lit; default the app. */
	activeEntry?: string
}

/** Sends a page of who is signed in. */
export function sendUserPage(instance: Instance, request: FastifyRequest, reply: FastifyReply, page: UserPage): FastifyReply {
	const { token } = maskRequestToken(visitorOf(request).session.requestSecret)
	return sendPage(instance, request, reply, {
		...page,
		layout: page.layout ?? 'user',
		states: { ...page.states, ...userStates(instance, userOf(request), page.activeEntry ?? page.app, token) },
	})
}
