// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'

import { admit, userOf } from '../access.ts'
import { coreScripts } from '../page-scripts.ts'
import { referenceStates } from '../references/providers.ts'
import { sendUserPage } from './user-page.ts'

/** An editor with link previews and the smart picker, in the manner of the app Text. */
export function textPages(app: FastifyInstance, instance: Instance): void {
	for (const url of ['/apps/peer_text/', '/apps/peer_text/:id']) {
		app.get(url, async (request, reply) => {
			await admit(instance, request, {})
			return sendUserPage(instance, request, reply, {
				app: 'peer_text',
				title: 'Text',
				scripts: [...coreScripts, '/dist/reference-files.mjs', '/dist/text.mjs'],
				content: '',
				states: referenceStates(instance, userOf(request)),
			})
		})
	}
}
