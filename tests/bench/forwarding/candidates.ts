// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Subject } from '../subject.ts'

import { Client } from 'undici'
import { startSubject } from '../subject.ts'

/** The ways to Nextcloud that are compared, in the order in which they have their turn. */
export const CANDIDATES = ['direct', 'fastify', 'http-proxy-3', 'gateway'] as const

export type Candidate = typeof CANDIDATES[number]

export const NAMES: Record<Candidate, string> = {
	direct: 'upstream directly',
	fastify: '@fastify/http-proxy',
	'http-proxy-3': 'http-proxy-3',
	gateway: 'gateway',
}

/** Measured values of each candidate, one a round. */
export type Rounds<T> = Record<Candidate, T[]>

/**
 * Lets the candidates have their turns A B C D A B C D …, so that what else the machine does falls on all of them alike.
 */
export async function interleaved<T>(rounds: number, turn: (candidate: Candidate) => Promise<T>): Promise<Rounds<T>> {
	const results: Rounds<T> = { direct: [], fastify: [], 'http-proxy-3': [], gateway: [] }
	for (let round = 0; round < rounds; round++) {
		for (const candidate of CANDIDATES) {
			results[candidate].push(await turn(candidate))
		}
	}
	return results
}

/** The proxies in front of an upstream, each in its own process. */
export async function startCandidates(upstream: Subject): Promise<Record<Candidate, Subject>> {
	const [fastify, httpProxy3, gateway] = await Promise.all([
		startSubject('fastify-http-proxy', upstream.origin),
		startSubject('http-proxy-3', upstream.origin),
		startSubject('gateway', upstream.origin),
	])
	return { direct: upstream, fastify, 'http-proxy-3': httpProxy3, gateway }
}

/** A number of connections to each, one request at a time on each of them. */
export function clientsOf(subjects: Record<Candidate, Subject>, connections: number): Record<Candidate, Client[]> {
	const connect = (candidate: Candidate) => Array.from({ length: connections }, () => new Client(subjects[candidate].origin))
	return { direct: connect('direct'), fastify: connect('fastify'), 'http-proxy-3': connect('http-proxy-3'), gateway: connect('gateway') }
}

export async function closeAll(clients: Record<Candidate, Client[]>): Promise<void> {
	await Promise.all(Object.values(clients).flat().map((client) => client.close()))
}
