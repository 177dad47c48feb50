// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { AddressInfo } from 'node:net'
import type { Faults } from './faults.ts'

import Fastify from 'fastify'
import Type from 'typebox'

/** What the control port can do to a peer. */
export interface Controlled {
	faults: Faults
	/** Down: the peer refuses connections until it is up again, on the same port. */
	setDown(down: boolean): Promise<void>
}

export interface Control {
	url: string
	port: number
	close(): Promise<void>
}

interface ControlOptions {
	host?: string
	port?: number
	/** By name, which is the first part of the control port's paths. */
	peers: Record<string, Controlled>
}

const aim = {
	route: Type.String({ format: 'regex', maxLength: 1000 }),
	method: Type.Optional(Type.String({ pattern: '^[A-Za-z]+$' })),
	times: Type.Optional(Type.Integer({ minimum: 1 })),
	delay: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
}

const answer = {
	status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
	body: Type.Optional(Type.String()),
	contentType: Type.Optional(Type.String({ pattern: '^[\\x20-\\x7e]+$' })),
}

const exact = { additionalProperties: false }

const FaultBody = Type.Union([
	Type.Object({ ...aim, kind: Type.Literal('slow'), delay: Type.Integer({ minimum: 0, maximum: 600_000 }) }, exact),
	Type.Object({ ...aim, ...answer, kind: Type.Literal('fail') }, exact),
	Type.Object({ ...aim, ...answer, kind: Type.Union([Type.Literal('stall'), Type.Literal('cut')]) }, exact),
	Type.Object({ ...aim, kind: Type.Literal('hang') }, exact),
	Type.Object({ ...aim, kind: Type.Union([Type.Literal('reset'), Type.Literal('lose')]) }, exact),
])

const OfPeer = Type.Object({ peer: Type.String() })
const OfFault = Type.Object({ peer: Type.String(), id: Type.String() })
const DownBody = Type.Object({ down: Type.Boolean() }, exact)

/**
 * Serves the control port, by which a person or a test in another process makes peers misbehave:
 *
 * - `GET /` names the peers and their faults;
 * - `POST /{peer}/faults` adds a fault (faults.ts), answers its id;
 * - `DELETE /{peer}/faults/{id}` takes one away, `DELETE /{peer}/faults` all;
 * - `PUT /{peer}/down` with `{"down": true}` makes the peer refuse connections.
 */
export async function startControl({ host = '127.0.0.1', port = 0, peers }: ControlOptions): Promise<Control> {
	const app = Fastify({
		// A wrong field is an error, never dropped or bent into shape.
		ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
		forceCloseConnections: true,
	}).withTypeProvider<TypeBoxTypeProvider>()

	const known = new Map(Object.entries(peers))
	const peer = (name: string) => {
		const found = known.get(name)
		if (!found) {
			throw Object.assign(new Error(`No peer is called ${name}; there are: ${[...known.keys()].join(', ')}`), { statusCode: 404 })
		}
		return found
	}

	app.get('/', () => Object.fromEntries([...known].map(([name, { faults }]) => [name, { faults: faults.list() }])))

	app.get('/:peer/faults', { schema: { params: OfPeer } }, ({ params }) => peer(params.peer).faults.list())

	app.post('/:peer/faults', { schema: { params: OfPeer, body: FaultBody } }, ({ params, body }, reply) => {
		const id = peer(params.peer).faults.add(body)
		return reply.code(201).send({ id })
	})

	app.delete('/:peer/faults/:id', { schema: { params: OfFault } }, ({ params }, reply) => {
		const removed = peer(params.peer).faults.remove(params.id)
		return reply.code(removed ? 204 : 404).send()
	})

	app.delete('/:peer/faults', { schema: { params: OfPeer } }, ({ params }, reply) => {
		peer(params.peer).faults.clear()
		return reply.code(204).send()
	})

	app.put('/:peer/down', { schema: { params: OfPeer, body: DownBody } }, async ({ params, body }, reply) => {
		await peer(params.peer).setDown(body.down)
		return reply.code(204).send()
	})

	const url = await app.listen({ host, port })
	return { url, port: (app.server.address() as AddressInfo).port, close: () => app.close() }
}
