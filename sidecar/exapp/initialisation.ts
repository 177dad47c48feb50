// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyBaseLogger } from 'fastify'
import type { Nextcloud } from '../nextcloud/index.ts'

import { setTimeout as wait } from 'node:timers/promises'
import { NextcloudUnauthorized } from '../nextcloud/index.ts'

/** Milliseconds before each further try to tell Nextcloud; a web server that restarts needs about a minute. */
const PAUSES = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000]

/**
 * Tells Nextcloud that the app is ready. There is nothing to prepare: all state lives in Nextcloud.
 *
 * @param options
 * @param options.nextcloud
 * @param options.log
 * @param options.signal ends the tries, at a stop or because another initialisation has begun
 * @param options.pauses
 */
export async function reportReady({ nextcloud: { appStatus }, log, signal, pauses = PAUSES }: {
	nextcloud: Pick<Nextcloud, 'appStatus'>
	log: FastifyBaseLogger
	signal: AbortSignal
	pauses?: readonly number[]
}): Promise<void> {
	for (let tries = 0; !signal.aborted; tries++) {
		try {
			await appStatus.reportProgress(100, { signal })
			log.info('initialised')
			return
		} catch (error) {
			const pause = pauses[tries]
			if (signal.aborted) {
				return
			}
			// Further tries with a secret that is not accepted would lock this address out.
			if (pause === undefined || error instanceof NextcloudUnauthorized) {
				log.error({ err: error }, 'Nextcloud could not be told that the app is ready; enable or update the app to try again')
				await appStatus.reportFailure(0, `Nepenthes: ${(error as Error).message}`, { signal }).catch((failure: Error) => {
					log.warn({ reason: failure.message }, 'nor could it be told why')
				})
				return
			}
			log.warn({ reason: (error as Error).message, pause }, 'Nextcloud could not be told yet that the app is ready')
			await wait(pause, undefined, { signal }).catch(() => {})
		}
	}
}
