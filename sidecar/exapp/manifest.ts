// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { readFileSync } from 'node:fs'
import Type from 'typebox'
import { Value } from 'typebox/value'

/** Who may call a route through AppAPI's proxy. */
export type AccessLevel = 'PUBLIC' | 'USER' | 'ADMIN'

/** A route that AppAPI's proxy carries to the app (nextcloud-contract 1.7). */
export interface ManifestRoute {
	/** PCRE against the path. */
	url: string
	/** Methods, separated by commas. */
	verb: string
	accessLevel: AccessLevel
	headersToExclude: string[]
	bruteforceProtection: number[]
}

/** appinfo/info.xml, in what the app's own tools need of it. */
export interface Manifest {
	id: string
	name: string
	version: string
	image: { registry: string, image: string, tag: string }
	routes: ManifestRoute[]
	environmentVariables: { name: string, displayName: string, description: string, default: string }[]
}

const InfoXml = Type.Object({
	info: Type.Object({
		id: Type.String(),
		name: Type.String(),
		version: Type.String(),
		'external-app': Type.Object({
			'docker-install': Type.Object({ registry: Type.String(), image: Type.String(), 'image-tag': Type.String() }),
			routes: Type.Object({
				route: Type.Array(Type.Object({
					url: Type.String(),
					verb: Type.String(),
					access_level: Type.Union([Type.Literal('PUBLIC'), Type.Literal('USER'), Type.Literal('ADMIN')]),
					headers_to_exclude: Type.String(),
					bruteforce_protection: Type.String(),
				})),
			}),
			'environment-variables': Type.Object({
				variable: Type.Array(Type.Object({
					name: Type.String(),
					'display-name': Type.String(),
					description: Type.String(),
					default: Type.String(),
				})),
			}),
		}),
	}),
})

const parser = new XMLParser({
	ignoreAttributes: true,
	parseTagValue: false,
	isArray: (name) => name === 'route' || name === 'variable',
})

/**
 * Reads the manifest.
 *
 * @param file
 * @throws {Error} naming the place where it is not what AppAPI expects
 */
export function readManifest(file: URL | string = new URL('../../appinfo/info.xml', import.meta.url)): Manifest {
	const xml = readFileSync(file, 'utf8')
	const valid = XMLValidator.validate(xml)
	if (valid !== true) {
		throw new Error(`info.xml, line ${valid.err.line}: ${valid.err.msg}`)
	}
	const document: unknown = parser.parse(xml)
	if (!Value.Check(InfoXml, document)) {
		const [wrong] = Value.Errors(InfoXml, document)
		throw new Error(`info.xml at ${wrong?.instancePath}: ${wrong?.message}`)
	}
	return manifestOf(document)
}

function manifestOf({ info }: Static<typeof InfoXml>): Manifest {
	const { 'docker-install': image, routes, 'environment-variables': variables } = info['external-app']
	return {
		id: info.id,
		name: info.name,
		version: info.version,
		image: { registry: image.registry, image: image.image, tag: image['image-tag'] },
		routes: routes.route.map((route) => ({
			url: route.url,
			verb: route.verb,
			accessLevel: route.access_level,
			headersToExclude: Value.Parse(Type.Array(Type.String()), JSON.parse(route.headers_to_exclude)),
			bruteforceProtection: Value.Parse(Type.Array(Type.Integer()), JSON.parse(route.bruteforce_protection)),
		})),
		environmentVariables: variables.variable.map((variable) => ({
			name: variable.name,
			displayName: variable['display-name'],
			description: variable.description,
			default: variable.default,
		})),
	}
}
