// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AddressInfo } from 'node:net'

import formbody from '@fastify/formbody'
import Fastify from 'fastify'

/** What the embedded Nepenthes calls on a Nextcloud (nepenthes-api.md, section 7), with tokens that a test can spoil. */
export interface GrantingNextcloud {
	/** Address with a slash at the end, in a sub-path. */
	host: string
	client: { clientId: string, clientSecret: string }
	/** What it says of files, by id; of others it says that they are not there. */
	files: Record<string, Record<string, unknown> & { statuscode: number }>
	/** Bodies of the requests to the token endpoint. */
	tokenRequests: Record<string, string>[]
	/** Paths of the calls that came with a token, good or bad. */
	calls: string[]
	/** Ends the access token that is good now; its refresh token stays good. */
	expireAccess(): void
	/** Ends both. */
	revoke(): void
	/** Whether it answers 500 to everything but tokens. */
	broken: boolean
	close(): Promise<void>
}

export async function startGrantingNextcloud(): Promise<GrantingNextcloud> {
	const app = Fastify({ forceCloseConnections: true })
	await app.register(formbody)
	const client = { clientId: 'nepenthes-at-nextcloud', clientSecret: 'its-secret' }
	let issued = 0
	let access: string | undefined
	let refresh: string | undefined
	const codes = new Map<string, string>()

	const nextcloud: GrantingNextcloud = {
		host: '',
		client,
		files: {},
		tokenRequests: [],
		calls: [],
		expireAccess() {
			access = undefined
		},
		revoke() {
			access = undefined
			refresh = undefined
		},
		broken: false,
		close: () => app.close(),
	}

	app.get<{ Querystring: Record<string, string> }>('/cloud/index.php/apps/oauth2/authorize', ({ query }, reply) => {
		const code = `code-${++issued}`
		codes.set(code, query.redirect_uri!)
		return reply.redirect(`${query.redirect_uri}?${new URLSearchParams({ state: query.state ?? '', code })}`)
	})

	app.post<{ Body: Record<string, string> }>('/cloud/index.php/apps/oauth2/api/v1/token', ({ body }, reply) => {
		nextcloud.tokenRequests.push({ ...body })
		if (body.client_id !== client.clientId || body.client_secret !== client.clientSecret) {
			return reply.code(400).send({ error: 'invalid_client' })
		}
		const good = body.grant_type === 'refresh_token'
			? refresh !== undefined && body.refresh_token === refresh
			: codes.get(body.code ?? '') === body.redirect_uri
		if (!good) {
			return reply.code(400).send({ error: 'invalid_request' })
		}
		codes.delete(body.code ?? '')
		issued++
		access = `access-${issued}`
		refresh = `refresh-${issued}`
		return { access_token: access, token_type: 'Bearer', expires_in: 3600, refresh_token: refresh, user_id: 'alice' }
	})

	app.addHook('preHandler', async ({ url, headers }, reply) => {
		if (!url.startsWith('/cloud/ocs/')) {
			return
		}
		nextcloud.calls.push(url)
		if (nextcloud.broken) {
			return reply.code(500).send('broken')
		}
		if (access === undefined || headers.authorization !== `Bearer ${access}` || headers['ocs-apirequest'] !== 'true') {
			return reply.code(401).send('')
		}
	})
	app.get('/cloud/ocs/v1.php/cloud/user', () => ({ ocs: { meta: { statuscode: 100 }, data: { id: 'alice' } } }))
	app.post<{ Body: { fileIds: string[] } }>('/cloud/ocs/v1.php/apps/integration_openproject/filesinfo', ({ body }) => ({
		ocs: {
			meta: { statuscode: 100 },
			data: Object.fromEntries(body.fileIds.map((id) => [id, nextcloud.files[id] ?? { status: 'Not Found', statuscode: 404 }])),
		},
	}))

	await app.listen({ host: '127.0.0.1', port: 0 })
	nextcloud.host = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/cloud/`
	return nextcloud
}
