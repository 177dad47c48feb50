// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply } from 'fastify'
import type { Instance } from '../instance.ts'
import type { Parameters } from '../parameters.ts'
import type { RateLimit } from '../rate-limits.ts'
import type { Asker } from '../references/resolve.ts'
import type { OcsCall, OcsRouter } from './router.ts'

import { userOf } from '../access.ts'
import { cacheForAnHour } from '../references/cache.ts'
import { referenceProviders } from '../references/providers.ts'
import { extractReferences, resolveReference } from '../references/resolve.ts'
import { visitorOf } from '../visitor.ts'
import { isJsonWanted } from './envelope.ts'

/** As many references at most are told through one call of a public route. */
const publicMaximum = 15

interface Visibility {
	/** End of the names of the routes. */
	suffix: '' | 'Public'
	level: 'user' | 'guest'
	maximum: number
	one: RateLimit
	many: RateLimit
}

const unlimited = { limit: Infinity, period: 1 }

const visibilities: Visibility[] = [
	{ suffix: '', level: 'user', maximum: Infinity, one: unlimited, many: unlimited },
	// Public pages name the share that they show; this server takes any.
	{ suffix: 'Public', level: 'guest', maximum: publicMaximum, one: { limit: 25, period: 120 }, many: { limit: 10, period: 120 } },
]

/** Link previews: what addresses lead to, one or many, or those in a text; and what the smart picker offers (nextcloud-contract 6.7). */
export function referenceRoutes(ocs: OcsRouter, instance: Instance): void {
	for (const { suffix, level, maximum, one, many } of visibilities) {
		/** Whether the call may go on; else it is answered. */
		const admitted = (call: OcsCall, route: string, limit: RateLimit, required: Record<string, 'string' | 'array'>): boolean => {
			const wanted = suffix === '' ? required : { ...required, sharingToken: 'string' as const }
			if (!instance.rateLimits.take(route, visitorOf(call.request).origin.clientAddress, limit)) {
				sendNothing(call.reply, 429)
				return false
			}
			if (!Object.entries(wanted).every(([name, type]) => isOfType(call.parameters[name], type))) {
				sendNothing(call.reply, 400)
				return false
			}
			return true
		}
		const asker = ({ request }: OcsCall): Asker => {
			const { origin, user } = visitorOf(request)
			return { origin, user, public: suffix !== '' }
		}

		ocs.add('GET', `/references/resolve${suffix}`, { level }, async (call) => {
			if (!admitted(call, `resolveOne${suffix}`, one, { reference: 'string' })) {
				return call.reply
			}
			const reference = String(call.parameters.reference)
			const references = { [reference]: await resolveReference(instance, asker(call), reference.trim()) }
			cacheForAnHour(call.reply, instance.clock())
			return answer(call, references)
		})

		ocs.add('POST', `/references/resolve${suffix}`, { level }, async (call) => {
			if (!admitted(call, `resolve${suffix}`, many, { references: 'array' })) {
				return call.reply
			}
			const asked = (call.parameters.references as unknown[]).map(String).slice(0, limitOf(call.parameters, maximum))
			return answer(call, await collect(asked, (reference) => resolveReference(instance, asker(call), reference)))
		})

		ocs.add('POST', `/references/extract${suffix}`, { level }, async (call) => {
			if (!admitted(call, `extract${suffix}`, many, { text: 'string' })) {
				return call.reply
			}
			const found = extractReferences(String(call.parameters.text)).slice(0, limitOf(call.parameters, maximum))
			const resolve = Boolean(call.parameters.resolve) && !['false', '0'].includes(String(call.parameters.resolve))
			return answer(call, await collect(found, async (reference) => resolve ? resolveReference(instance, asker(call), reference) : null))
		})
	}

	ocs.add('GET', '/references/providers', {}, () => referenceProviders(instance))

	ocs.add('PUT', '/references/provider/:id', {}, ({ request, parameters, path }) => {
		if (!referenceProviders(instance).some(({ id }) => id === path.id)) {
			return { success: false }
		}
		const { timestamp } = parameters
		const at = timestamp === undefined || timestamp === null ? Math.floor(instance.clock().getTime() / 1000) : toInteger(timestamp)
		instance.referenceUses.note(userOf(request).uid, path.id!, at)
		return { success: true }
	})
}

/** One after the other, as the real one does; what stands there twice is there once. */
async function collect<Value>(asked: string[], tell: (reference: string) => Promise<Value>): Promise<Record<string, Value>> {
	const told = new Map<string, Value>()
	for (const reference of asked) {
		told.set(reference, await tell(reference))
	}
	return Object.fromEntries(told)
}

/** An object of PHP without entries is a list. */
function answer({ request, reply }: OcsCall, references: Record<string, unknown>): unknown {
	const empty = Object.keys(references).length === 0
	// An address is no name for an element: the real one breaks off when it writes the XML, without a word.
	return empty || isJsonWanted(request) ? { references: empty ? [] : references } : sendNothing(reply, 200)
}

function sendNothing(reply: FastifyReply, status: number): FastifyReply {
	return reply.status(status).type('text/html; charset=UTF-8').send('')
}

function limitOf({ limit }: Parameters, maximum: number): number {
	return Math.max(0, Math.min(limit === undefined || limit === null ? 1 : toInteger(limit), maximum))
}

function toInteger(value: unknown): number {
	return Math.trunc(Number.parseFloat(String(value))) || 0
}

function isOfType(value: unknown, type: 'string' | 'array'): boolean {
	return type === 'array' ? Array.isArray(value) : typeof value === 'string'
}
