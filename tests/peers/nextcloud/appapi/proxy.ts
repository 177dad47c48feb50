// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Readable } from 'node:stream'
import type { Agent, Dispatcher } from 'undici'
import type { Instance } from '../instance.ts'
import type { ExApp, ExAppRoute } from './registry.ts'

import { pipeline } from 'node:stream'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { requestIdOf } from '../answer-headers.ts'
import { mimeOf } from '../files/mime-types.ts'
import { sendNotFoundPage } from '../pages/errors.ts'
import { rawBody } from '../parameters.ts'
import { maskRequestToken } from '../session/request-token.ts'
import { visitorOf } from '../visitor.ts'
import { authenticationHeaders } from './calls.ts'
import { rebuildForm } from './php-form.ts'
import { rebuildQuery } from './php-query.ts'
import { proxyRoute } from './proxy-route.ts'

/** As many redirects as the real one's HTTP client follows. */
const maximumRedirects = 5

const hopByHop = ['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'proxy-connection', 'expect']
const neverSent = [...hopByHop, 'x-origin-ip', 'authorization-app-api', 'cookie', 'accept-encoding']
const neverReturned = ['aa-version', 'ex-app-id', 'authorization-app-api', 'ex-app-version', 'aa-request-id', 'transfer-encoding', 'connection', 'keep-alive']

interface Call {
	url: URL
	method: string
	headers: Record<string, string>
	body: Buffer | Readable | null
}

/** `/apps/app_api/proxy/APP/PATH`: how browsers reach an ExApp through PHP, with all that this does to requests and answers. */
export function proxyRoutes(app: FastifyInstance, instance: Instance, dispatcher: Agent): void {
	app.route<{ Params: { appId: string, '*': string } }>({
		method: ['GET', 'POST', 'PUT', 'DELETE'],
		url: '/apps/app_api/proxy/:appId/*',
		handler: async (request, reply) => {
			const exApp = instance.exApps.get(request.params.appId)
			const path = request.params['*']
			const { user, secondFactorPending } = visitorOf(request)
			const route = exApp?.enabled && (path !== '' || request.method === 'GET' || request.method === 'HEAD')
				? proxyRoute(exApp, path, request.method, secondFactorPending ? undefined : user)
				: undefined
			if (!exApp || !route) {
				return sendNotFoundPage(instance, request, reply, false)
			}
			try {
				const answer = await follow(dispatcher, await callOf(instance, request, exApp, route, path))
				return await sendAnswer(request, reply, path, answer)
			} catch {
				// Whatever goes wrong on the way to the ExApp ends like this.
				return reply.status(500).type('text/html; charset=UTF-8').send('')
			}
		},
	})

	app.route({
		method: ['PATCH', 'OPTIONS'],
		url: '/apps/app_api/proxy/*',
		handler: (_request, reply) => {
			// The router turns these away before anyone looks at who asks.
			for (const name of ['cache-control', 'feature-policy', 'x-user-id']) {
				reply.removeHeader(name)
			}
			return reply.status(405).type('text/html; charset=UTF-8').send('')
		},
	})
}

async function callOf(instance: Instance, request: FastifyRequest, exApp: ExApp, route: ExAppRoute, path: string): Promise<Call> {
	const { user, origin, cookies } = visitorOf(request)
	const excluded = [...neverSent, ...route.headersToExclude.map((name) => name.toLowerCase())]
	const headers: Record<string, string> = {}
	for (const [name, value] of Object.entries(request.headers)) {
		if (value !== undefined && !excluded.includes(name)) {
			headers[name] = Array.isArray(value) ? value.join(', ') : value
		}
	}
	const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
	Object.assign(headers, {
		'accept-encoding': 'br, gzip',
		...jar === '' ? {} : { cookie: jar },
		'content-type': request.headers['content-type'] ?? '',
		'accept-language': request.headers['accept-language'] ?? 'en',
		'x-origin-ip': origin.clientAddress,
		...authenticationHeaders(exApp, user?.uid ?? '', requestIdOf(request)),
	})
	const decoded = path.split('/').map((segment) => encodeURIComponent(segment)).join('/')
	const url = new URL(`${instance.exApps.address(exApp)}/${decoded}`)
	const method = request.method === 'HEAD' ? 'GET' : request.method
	if (method === 'POST' && request.headers['content-type']?.startsWith('multipart/form-data')) {
		// Re-encoded from what PHP made of it; the query is lost on the way.
		const { contentType, body } = await rebuildForm(request, await rawBody(request))
		return { url, method, headers: { ...headers, 'content-type': contentType }, body }
	}
	url.search = rebuildQuery(new URL(request.originalUrl, 'http://host').search)
	if (method === 'GET') {
		return { url, method, headers, body: null }
	}
	// The length is known, so that the ExApp sees it.
	const length = request.headers['content-length']
	return { url, method, headers: length === undefined ? headers : { ...headers, 'content-length': length }, body: request.raw }
}

/** Follows redirects as Guzzle does: as GET, to whatever host, with the headers that carry user and secret. */
async function follow(dispatcher: Agent, call: Call, redirects = 0): Promise<Dispatcher.ResponseData> {
	const answer = await dispatcher.request({
		origin: call.url.origin,
		path: call.url.pathname + call.url.search,
		method: call.method as Dispatcher.HttpMethod,
		headers: call.headers,
		body: call.body,
	})
	const location = firstOf(answer.headers.location)
	if (answer.statusCode < 300 || answer.statusCode > 399 || location === undefined || redirects === maximumRedirects) {
		return answer
	}
	await answer.body.dump()
	const url = new URL(location, call.url)
	const headers = Object.entries(call.headers).filter(([name]) => name !== 'content-length' && name !== 'content-type')
	return follow(dispatcher, { url, method: 'GET', headers: { ...Object.fromEntries(headers), host: url.host }, body: null }, redirects + 1)
}

async function sendAnswer(request: FastifyRequest, reply: FastifyReply, path: string, answer: Dispatcher.ResponseData): Promise<FastifyReply> {
	const isHtml = path.endsWith('.html')
	const encoding = firstOf(answer.headers['content-encoding'])
	for (const [name, value] of Object.entries(answer.headers)) {
		if (value !== undefined && !neverReturned.includes(name) && name !== 'set-cookie' && name !== 'content-length') {
			reply.header(name === 'content-encoding' ? 'x-encoded-content-encoding' : name, firstOf(value))
		}
	}
	if (answer.headers['set-cookie'] !== undefined) {
		// Takes the place of the cookies that Nextcloud itself was about to set.
		reply.removeHeader('set-cookie').header('set-cookie', firstOf(answer.headers['set-cookie']))
	}
	const { cacheControl, contentType } = answerType(path, answer, isHtml)
	reply.header('cache-control', cacheControl).type(contentType)
	reply.status(statusOf(answer))
	const decoded = encoding === 'gzip'
		? pipeline(answer.body, createGunzip(), ignore)
		: encoding === 'br' ? pipeline(answer.body, createBrotliDecompress(), ignore) : answer.body
	if (!isHtml) {
		return reply.send(decoded)
	}
	const { nonce } = maskRequestToken(visitorOf(request).session.requestSecret)
	const chunks: Buffer[] = []
	for await (const chunk of decoded as AsyncIterable<Buffer>) {
		chunks.push(chunk)
	}
	const html = Buffer.from(Buffer.concat(chunks).toString().replaceAll('<script', `<script nonce="${nonce}"`))
	// The length that the ExApp declared stays, so that what was added pushes the end out.
	const declared = Number(encoding === undefined ? firstOf(answer.headers['content-length']) ?? html.length : html.length)
	return reply.send(html.subarray(0, declared))
}

/** PHP has its own ideas about some headers: a Location makes a redirect of any 200, a challenge a 401 of anything. */
function statusOf(answer: Dispatcher.ResponseData): number {
	if (answer.headers['www-authenticate'] !== undefined) {
		return 401
	}
	return answer.headers.location !== undefined && answer.statusCode === 200 ? 302 : answer.statusCode
}

/** Without a word about caching, everything but a few exact types may be kept for an hour. */
function answerType(path: string, answer: Dispatcher.ResponseData, isHtml: boolean): { cacheControl: string, contentType: string } {
	const given = firstOf(answer.headers['content-type'])
	const guessed = mimeOf(path)
	const bare = given || (guessed === 'application/octet-stream' ? 'text/html; charset=UTF-8' : guessed)
	const cacheable = !isHtml && given !== 'application/json' && given !== 'application/x-tar'
	return {
		cacheControl: firstOf(answer.headers['cache-control']) ?? (cacheable ? 'private, max-age=3600, must-revalidate' : 'no-cache, no-store, must-revalidate'),
		contentType: bare.startsWith('text/') && !bare.includes('charset') ? `${bare};charset=UTF-8` : bare,
	}
}

function firstOf(value: string | string[] | undefined): string | undefined {
	return Array.isArray(value) ? value[0] : value
}

function ignore(): void {
	// A broken body ends the answer; there is nobody to tell.
}
