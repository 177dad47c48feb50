// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import Type from 'typebox'

/**
 * The app's public configuration: the initial state `integration_nepenthes` / `config` of every page that the
 * gateway extends. The same for every user. Its absence tells a page that no gateway is in front.
 */
export const PageConfig = Type.Object({
	version: Type.String(),
	nepenthesUrl: Type.Union([Type.String(), Type.Null()]),
})
export type PageConfig = Static<typeof PageConfig>
