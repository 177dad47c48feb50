// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply } from 'fastify'

const hour = 3600

/** Lets browsers keep an answer for an hour without asking again, as the server does with what it tells of one address. */
export function cacheForAnHour(reply: FastifyReply, now: Date): void {
	reply.headers({
		'cache-control': `private, max-age=${hour}, immutable`,
		expires: new Date(now.getTime() + hour * 1000).toUTCString(),
	})
}
