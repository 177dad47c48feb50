// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'

import { randomText } from './random.ts'

/** What the web server adds to every answer. */
export const webServerHeaders = {
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'SAMEORIGIN',
	'x-permitted-cross-domain-policies': 'none',
	'x-robots-tag': 'noindex, nofollow',
} as const

const requestIds = new WeakMap<FastifyRequest, string>()

export function requestIdOf(request: FastifyRequest): string {
	const id = requestIds.get(request) ?? randomText(20)
	requestIds.set(request, id)
	return id
}

/** What Nextcloud adds to every answer; routes override what they know better. */
export function addApplicationHeaders(request: FastifyRequest, reply: FastifyReply): void {
	reply.headers({
		...webServerHeaders,
		// Nextcloud and the web server both say it.
		'x-robots-tag': ['noindex, nofollow', 'noindex, nofollow'],
		'x-request-id': requestIdOf(request),
		'cache-control': 'no-cache, no-store, must-revalidate',
		'content-security-policy': 'default-src \'none\';base-uri \'none\';manifest-src \'self\';frame-ancestors \'none\'',
		'feature-policy': 'autoplay \'none\';camera \'none\';fullscreen \'none\';geolocation \'none\';microphone \'none\';payment \'none\'',
	})
}
