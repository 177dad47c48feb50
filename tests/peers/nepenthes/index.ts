// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AddressInfo } from 'node:net'
import type { Instance } from './instance.ts'
import type { NewOAuthApplication, OAuthCredentials } from './oauth/applications.ts'
import type { Verbs } from './verbs.ts'

import cookie from '@fastify/cookie'
import Fastify from 'fastify'
import { downSwitch } from '../down-switch.ts'
import { Faults } from '../faults.ts'
import { api } from './api.ts'
import { Database } from './database.ts'
import { createOAuthApplication } from './oauth/applications.ts'
import { oauthEndpoints } from './oauth/endpoints.ts'
import { revokeTokensOf } from './oauth/token-pairs.ts'
import { pages } from './pages/index.ts'
import { seedDemo } from './seed.ts'
import { Users } from './users.ts'
import { verbsOf } from './verbs.ts'

export { seededApiToken } from './seed.ts'

interface NepenthesOptions {
	/** Default `127.0.0.1`. */
	host?: string
	/** Default: any that is free. */
	port?: number
	/** Path of the installation, as `/np`; default is the root of the host. */
	basePath?: string
	/** Address under which browsers and clients know it; default is where it listens. */
	publicUrl?: string
	/** Fills the new instance; default is the demo. */
	seed?: (instance: Instance) => void
	/** Whether nobody gets anything without credentials; default true. */
	loginRequired?: boolean
	/** The time by which tokens and sessions run out. */
	clock?: () => Date
}

/** A request as it came in. */
export interface ReceivedRequest {
	method: string
	/** Path and query. */
	url: string
	headers: Record<string, string | string[] | undefined>
}

export interface Nepenthes extends Verbs {
	/** Address of the instance, with the path of its installation, without a slash at the end. */
	url: string
	port: number
	instance: Instance
	faults: Faults
	/** Down: connections are refused until it is up again, on the same port. */
	setDown(down: boolean): Promise<void>
	/** Registers a client, as an administrator does. */
	createOAuthApplication(application: NewOAuthApplication): OAuthCredentials
	/** Ends all OAuth tokens of a user. */
	revokeTokens(login: string): void
	/** Creates the next work package that anyone asks for, but closes the connection instead of answering. */
	loseNextCreationAnswer(): void
	/** Puts the clock forward, or back. */
	advanceClock(seconds: number): void
	/** All requests since the start, those that met a fault too. */
	requests: ReceivedRequest[]
	close(): Promise<void>
}

/**
 * Starts an embedded Nepenthes server.
 *
 * @throws if the port is in use
 */
export async function startNepenthes({
	host = '127.0.0.1',
	port = 0,
	basePath = '',
	publicUrl,
	seed = seedDemo,
	loginRequired = true,
	clock = () => new Date(),
}: NepenthesOptions = {}): Promise<Nepenthes> {
	const database = new Database()
	let secondsAhead = 0
	const now = () => new Date(clock().getTime() + secondsAhead * 1000)
	const instance: Instance = {
		name: 'Nepenthes',
		basePath,
		publicUrl: publicUrl ?? '',
		loginRequired,
		clock: now,
		tokenLifetime: 7200,
		database,
		users: new Users(database, now),
		refreshesAtNextcloud: new Map(),
		refusesFileLink: () => false,
	}
	seed(instance)

	const faults = new Faults()
	const requests: ReceivedRequest[] = []
	const app = Fastify({ forceCloseConnections: true, routerOptions: { ignoreTrailingSlash: true } })
	const setDown = downSwitch(app.server)

	app.addHook('onRequest', async ({ raw, method, url, headers }, reply) => {
		requests.push({ method, url, headers: { ...headers } })
		if (await faults.meet(raw, reply.raw)) {
			reply.hijack()
		}
	})
	await app.register(cookie)
	await app.register(async (scope) => api(scope, instance), { prefix: `${basePath}/api/v3` })
	await app.register(async (scope) => oauthEndpoints(scope, instance), { prefix: `${basePath}/oauth` })
	await app.register(async (scope) => pages(scope, instance), { prefix: basePath })
	app.addHook('onClose', async () => database.close())

	await app.listen({ host, port })
	const { port: actualPort } = app.server.address() as AddressInfo
	const url = `http://${host}:${actualPort}${basePath}`
	instance.publicUrl ||= url
	return {
		...verbsOf(instance),
		url,
		port: actualPort,
		instance,
		faults,
		setDown,
		createOAuthApplication: (application) => createOAuthApplication(instance, application),
		revokeTokens: (login) => revokeTokensOf(instance, login),
		loseNextCreationAnswer: () => void faults.add({ kind: 'lose', method: 'POST', route: '/work_packages/?(?:\\?|$)', times: 1 }),
		advanceClock(seconds) {
			secondsAhead += seconds
		},
		requests,
		async close() {
			faults.clear()
			await app.close()
		},
	}
}
