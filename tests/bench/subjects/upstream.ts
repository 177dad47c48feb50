// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage, ServerResponse } from 'node:http'

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { LATE } from '../everywhere/late.ts'
import { nextcloudPage, pageHeaders } from '../pages/nextcloud-page.ts'
import { nepenthesAnswers } from '../work-packages/nepenthes-answers.ts'
import { serve } from './serving.ts'

/** The headers that a Nextcloud puts on whatever it answers (nextcloud-contract 5.5). */
const EVERY_ANSWER = {
	Server: 'nginx',
	Vary: 'Accept-Encoding',
	'X-Request-Id': 'IohodDHA8Y0MNOhMoxzl',
	'Cache-Control': 'no-cache, no-store, must-revalidate',
	'X-User-Id': 'alice',
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Frame-Options': 'SAMEORIGIN',
	'X-Permitted-Cross-Domain-Policies': 'none',
	'X-Robots-Tag': 'noindex, nofollow',
}

const notifications = Buffer.from(JSON.stringify({ ocs: { meta: { status: 'ok', statuscode: 200, message: 'OK' }, data: { text: 'x'.repeat(117) } } }))
const asset = randomBytes(100_000)
const block = randomBytes(64 * 1024)
const page = nextcloudPage(35_000)

function answer(response: ServerResponse, type: string, body: Buffer): void {
	response.writeHead(200, { ...EVERY_ANSWER, 'Content-Type': type, 'Content-Length': body.length })
	response.end(body)
}

const answerJson = (response: ServerResponse, value: unknown) => answer(response, 'application/json; charset=utf-8', Buffer.from(JSON.stringify(value)))

const ocs = (data: unknown) => ({ ocs: { meta: { status: 'ok', statuscode: 200, message: 'OK' }, data } })

function* blocks(size: number): Generator<Buffer> {
	for (let left = size; left > 0; left -= block.length) {
		yield left < block.length ? block.subarray(0, left) : block
	}
}

async function swallow(request: IncomingMessage): Promise<number> {
	let size = 0
	request.on('data', (chunk: Buffer) => {
		size += chunk.length
	})
	await once(request, 'end')
	return size
}

/** Where this server was reached. */
const addressIn = ({ headers }: IncomingMessage) => `http://${headers.host}`

/** The connection of any user, which does not run out while it is measured. */
function connectionTo(instance: string) {
	return JSON.stringify({
		state: 'connected',
		instance,
		clientId: 'client',
		account: { id: 14, name: 'Mara Jade' },
		accessToken: 'access',
		refreshToken: 'refresh',
		refreshAt: Date.now() + 3_600_000,
	})
}

let nepenthes: ReturnType<typeof nepenthesAnswers> | undefined

/** The files that the user looks for, in whose folder ever. */
function foundFiles({ headers }: IncomingMessage, ids: readonly string[]): string {
	const [user] = Buffer.from(String(headers['authorization-app-api']), 'base64').toString().split(':')
	const responses = ids.map((id) => `<d:response><d:href>/remote.php/dav/files/${user}/plan-${id}.pdf</d:href><d:propstat><d:prop><oc:fileid>${id}</oc:fileid><d:resourcetype/><d:getcontenttype>application/pdf</d:getcontenttype><oc:size>16042</oc:size><d:getlastmodified>Mon, 20 Dec 2021 14:00:13 GMT</d:getlastmodified></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`)
	return `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">${responses.join('')}</d:multistatus>`
}

/** As much of Nextcloud and Nepenthes as the benchmarks ask for, at as little cost of its own as possible. */
async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const { pathname, searchParams } = new URL(request.url ?? '/', 'http://upstream')
	switch (pathname) {
		case '/ocs/v2.php/apps/notifications/api/v2/notifications':
			answer(response, 'application/json; charset=utf-8', notifications)
			return
		case '/dist/core-common.js':
			answer(response, 'application/javascript', asset)
			return
		case '/remote.php/dav/files/alice/film.mp4': {
			if (request.method === 'PUT') {
				answerJson(response, { size: await swallow(request) })
				return
			}
			const size = Number(searchParams.get('size'))
			response.writeHead(200, { ...EVERY_ANSWER, 'Content-Type': 'video/mp4', 'Content-Length': size })
			Readable.from(blocks(size), { objectMode: false, highWaterMark: block.length }).pipe(response)
			return
		}
		case '/apps/files/': {
			const head = page.indexOf('</head>')
			await wait(Number(searchParams.get('think')))
			response.writeHead(200, { ...EVERY_ANSWER, ...pageHeaders, 'Content-Length': page.length })
			response.write(page.subarray(0, head))
			await wait(Number(searchParams.get('wait')))
			response.end(page.subarray(head))
			return
		}
		case '/ocs/v2.php/cloud/user': {
			const id = /oc_sessionPassphrase=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'nobody'
			if (id === LATE) {
				await wait(1000)
			}
			answerJson(response, ocs({ id, displayname: `User ${id}`, groups: ['users'] }))
			return
		}
		case '/ocs/v2.php/apps/app_api/api/v1/ex-app/preference/get-values':
			await swallow(request)
			answerJson(response, ocs([
				{ configkey: 'connection', configvalue: connectionTo(addressIn(request)) },
				{ configkey: 'navigation_link', configvalue: '1' },
			]))
			return
		case '/ocs/v2.php/apps/app_api/api/v1/ex-app/config/get-values':
			await swallow(request)
			answerJson(response, ocs([]))
			return
		case '/remote.php/dav/': {
			const ids = [...(await textOf(request)).matchAll(/<d:literal>(\d+)</g)].map(([, id]) => id!)
			if (ids.length > 1) {
				await wait(10)
			}
			response.writeHead(207, { ...EVERY_ANSWER, 'Content-Type': 'application/xml; charset=utf-8' }).end(foundFiles(request, ids))
			return
		}
		case '/api/v3':
			answerJson(response, { _type: 'Root', instanceName: 'Nepenthes' })
			return
		case '/api/v3/work_packages/1002/file_links': {
			// As many links as were asked for, in the time that a real server takes about.
			const { _embedded: { elements } } = JSON.parse(await textOf(request)) as { _embedded: { elements: unknown[] } }
			await wait(20)
			response.writeHead(201, { 'Content-Type': 'application/hal+json; charset=utf-8' })
			response.end(JSON.stringify({ _type: 'Collection', total: elements.length, count: elements.length, _embedded: { elements: elements.map((_, i) => ({ _type: 'FileLink', id: i + 1 })) } }))
			return
		}
		case '/api/v3/file_links/1337':
			response.writeHead(204, EVERY_ANSWER).end()
			return
		default: {
			nepenthes ??= nepenthesAnswers(addressIn(request))
			const known = nepenthes.get(pathname)
			if (known === undefined) {
				response.writeHead(404, EVERY_ANSWER).end()
			} else {
				answer(response, 'application/hal+json; charset=utf-8', known)
			}
		}
	}
}

const server = createServer((request, response) => {
	handle(request, response).catch(() => response.destroy())
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
serve(server)
