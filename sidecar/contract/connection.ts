// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import Type from 'typebox'

/** `POST connection`: where the browser goes to allow the connection. */
export const ConnectionStart = Type.Object({
	authorizationUrl: Type.String(),
})
export type ConnectionStart = Static<typeof ConnectionStart>
