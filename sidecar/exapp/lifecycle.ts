// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Nextcloud } from '../nextcloud/index.ts'

import Type from 'typebox'
import { registerAdministratorForm } from './administrator-form.ts'
import { registerEmbeddedPage } from './embedded-page.ts'
import { registerFileAction } from './file-action.ts'
import { reportReady } from './initialisation.ts'
import { registerOccCommands } from './occ-commands.ts'

/** Nextcloud waits 60 s for `enabled`; a readable word from us is better than its own about the time. */
const ENABLE_TIMEOUT = 45_000

/** What Nextcloud calls in the life of an app (nextcloud-contract 1.3). */
export const lifecycle: FastifyPluginAsyncTypebox<{ nextcloud: Nextcloud }> = async (app, { nextcloud }) => {
	const stopped = new AbortController()
	let initialisation = new AbortController()
	app.addHook('onClose', async () => stopped.abort())

	// Nothing is read from bodies here, whatever they say to be.
	app.removeAllContentTypeParsers()
	app.addContentTypeParser('*', (_request, payload, done) => {
		payload.resume()
		done(null)
	})

	app.get('/heartbeat', { config: { open: true } }, async () => ({ status: 'ok' }))

	app.post('/init', async ({ log }, reply) => {
		initialisation.abort()
		initialisation = new AbortController()
		const signal = AbortSignal.any([initialisation.signal, stopped.signal])
		// Nextcloud wants this answer first. The report makes it call `enabled` before it answers in turn.
		reply.raw.once('close', () => void reportReady({ nextcloud, log, signal }))
		return {}
	})

	app.put('/enabled', {
		schema: {
			querystring: Type.Object({ enabled: Type.Union([Type.Literal('1'), Type.Literal('0')]) }),
			response: { 200: Type.Object({ error: Type.String() }) },
		},
	}, async ({ query: { enabled }, log }) => {
		if (enabled === '0') {
			// What is registered stays, hidden by Nextcloud until the app is enabled again.
			log.info('disabled')
			return { error: '' }
		}
		try {
			const signal = AbortSignal.any([AbortSignal.timeout(ENABLE_TIMEOUT), stopped.signal])
			await registerEmbeddedPage(nextcloud, { signal })
			await registerAdministratorForm(nextcloud, { signal })
			await registerFileAction(nextcloud, { signal })
			await registerOccCommands(nextcloud, { signal })
			log.info('enabled')
			return { error: '' }
		} catch (error) {
			log.error({ err: error }, 'the app could not register itself in Nextcloud')
			// Only these words decide, and the administrator reads them.
			return { error: `Nepenthes could not register its pages in Nextcloud: ${(error as Error).message}` }
		}
	})
}
