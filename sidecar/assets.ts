// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'

import fastifyStatic from '@fastify/static'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The scripts that pages load: one for every page, one for Files. */
export type EntryName = 'main' | 'files'

const SOURCES: Record<EntryName, string> = { main: 'src/main.ts', files: 'src/files/main.ts' }

/** The built page, as Vite left it in dist/. */
export interface Assets {
	/** The folder whose files are served as `assets/`. */
	directory: string
	/** File name of an entry, relative to the prefix of the app: `assets/main-Bx3….js`. */
	entry(name: EntryName): string
}

/** Thrown when the page has not been built. */
export class AssetsMissing extends Error {
	override readonly name = 'AssetsMissing'
}

/**
 * Reads Vite's manifest.
 *
 * @throws {AssetsMissing} when there is none, or it lacks an entry
 */
export function loadAssets(dist = fileURLToPath(new URL('../dist', import.meta.url))): Assets {
	let manifest: Record<string, { file?: string } | undefined>
	try {
		manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'))
	} catch (cause) {
		throw new AssetsMissing('The page is not built: run "npm run build" first.', { cause })
	}
	const files = new Map<EntryName, string>()
	for (const name of ['main', 'files'] as const) {
		const file = manifest[SOURCES[name]]?.file
		if (file === undefined) {
			throw new AssetsMissing(`The built page lacks ${SOURCES[name]}: run "npm run build" again.`)
		}
		files.set(name, file)
	}
	return {
		directory: join(dist, 'assets'),
		entry: (name) => files.get(name)!,
	}
}

/** The app's icon: white for Nextcloud's header, dark for everything else, coloured for what Nextcloud shows as it is in all its themes. */
const ICONS = ['app.svg', 'app-dark.svg', 'app-color.svg']

/**
 * Serves the app's icons, and the built files below `assets/`. Their names carry a hash of their content, so they never
 * change.
 */
export async function serveAssets(app: FastifyInstance, { assets }: { assets: Assets }): Promise<void> {
	await app.register(fastifyStatic, {
		root: assets.directory,
		prefix: '/assets/',
		// A redirect behind AppAPI's proxy would be followed there, with the app's secret (nextcloud-contract 0.1).
		redirect: false,
		index: false,
		decorateReply: false,
		immutable: true,
		maxAge: '1y',
	})

	for (const name of ICONS) {
		const icon = readFileSync(new URL(`../src/img/${name}`, import.meta.url))
		app.get(`/img/${name}`, async (_request, reply) => reply
			.header('Cache-Control', 'public, max-age=86400')
			.type('image/svg+xml')
			.send(icon))
	}
}
