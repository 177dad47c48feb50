// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { proxyManners } from '../../sidecar/exapp/proxy-manners.ts'

async function listener() {
	const app = Fastify()
	await app.register(proxyManners)
	app.get('/elsewhere', (_request, reply) => reply.redirect('https://elsewhere.example/'))
	app.get('/stray', (_request, reply) => reply.header('Location', 'https://elsewhere.example/').send({}))
	app.get('/challenge', (_request, reply) => reply.code(401).header('WWW-Authenticate', 'Basic').send({}))
	app.get('/plain', async () => ({}))
	app.get('/kept', (_request, reply) => reply.header('Cache-Control', 'public, max-age=60').send({}))
	app.post('/plain', async () => ({}))
	return app
}

it.each(['/elsewhere', '/stray'])('never sends AppAPI\'s proxy, which carries the secret, to another place: %s', async (url) => {
	const answer = await (await listener()).inject({ url })
	expect(answer.statusCode).toBe(500)
	expect(answer.headers).not.toHaveProperty('location')
	expect(answer.json()).toMatchObject({ code: 'internal' })
})

it('asks for no password, which would end up in the user\'s browser', async () => {
	expect((await (await listener()).inject({ url: '/challenge' })).headers).not.toHaveProperty('www-authenticate')
})

it('lets nothing be kept that does not say for how long', async () => {
	const app = await listener()
	expect((await app.inject({ url: '/plain' })).headers['cache-control']).toBe('no-store')
	expect((await app.inject({ url: '/kept' })).headers['cache-control']).toBe('public, max-age=60')
})

it('takes a request whose content type is empty', async () => {
	const answer = await (await listener()).inject({ method: 'POST', url: '/plain', headers: { 'content-type': '', 'content-length': '0' } })
	expect(answer.statusCode).toBe(200)
})
