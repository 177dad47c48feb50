// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'

import { ProblemError } from '../api/problems.ts'

/**
 * Refuses whatever comes for a user. AppAPI's proxy would carry any user's request here if a route of info.xml matched;
 * none does. Should one ever do, the user or the browser's address gives it away.
 *
 * @throws {ProblemError} forbidden
 */
export async function onlyNextcloud({ caller, headers, routeOptions }: FastifyRequest): Promise<void> {
	if (!routeOptions.config.open && (caller !== null || headers['x-origin-ip'] !== undefined)) {
		throw new ProblemError('forbidden', { detail: 'Only Nextcloud itself may call this address.' })
	}
}
