// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, it } from 'vitest'

const DIST = join(import.meta.dirname, '../../dist')
const MANIFEST = join(DIST, '.vite/manifest.json')

interface Chunk {
	file: string
	imports?: string[]
	css?: string[]
	isEntry?: boolean
}

let manifest: Record<string, Chunk>

beforeAll(() => {
	if (!existsSync(MANIFEST)) {
		throw new Error('The page is not built: run `npm run build` first.')
	}
	manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, Chunk>
})

/** A chunk with all that it imports statically: what the browser must have before it runs. */
function closureOf(name: string, seen = new Set<string>()): Set<string> {
	const chunk = manifest[name]
	if (chunk === undefined) {
		throw new Error(`${name} is not in the manifest`)
	}
	if (!seen.has(name)) {
		seen.add(name)
		chunk.imports?.forEach((imported) => closureOf(imported, seen))
	}
	return seen
}

/** Bytes as a web server sends them. */
function gzipped(names: Iterable<string>): number {
	const files = [...names].flatMap((name) => [manifest[name]!.file, ...manifest[name]!.css ?? []])
	return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file))).length, 0)
}

/** What chunks are made of. */
function sourcesOf(names: Iterable<string>): string[] {
	// What the bundler adds of its own has no sources.
	const maps = [...names].map((name) => join(DIST, `${manifest[name]!.file}.map`)).filter((map) => existsSync(map))
	return maps.flatMap((map) => (JSON.parse(readFileSync(map, 'utf8')) as { sources: string[] }).sources)
}

it('costs a page where nothing of ours is shown at most 6 kB', () => {
	expect(gzipped(closureOf('src/main.ts'))).toBeLessThanOrEqual(6_000)
})

it('costs the Files page at most 33 kB', () => {
	expect(gzipped(closureOf('src/files/main.ts'))).toBeLessThanOrEqual(33_000)
})

it('shows the tab with at most 125 kB in all', () => {
	expect(gzipped(closureOf('src/files/tab-content.ts'))).toBeLessThanOrEqual(125_000)
})

it('shows the dialog for many files with at most 120 kB beyond what is there, and 20 where the tab was shown', () => {
	const there = closureOf('src/files/main.ts')
	const dialog = closureOf('src/files/many/dialog-content.ts').difference(there)
	expect(gzipped(dialog)).toBeLessThanOrEqual(120_000)
	expect(gzipped(dialog.difference(closureOf('src/files/tab-content.ts')))).toBeLessThanOrEqual(20_000)
})

it('brings the dialog for many files only when it is needed', () => {
	expect(closureOf('src/files/main.ts')).not.toContain('src/files/many/dialog-content.ts')
	expect(closureOf('src/files/tab-content.ts')).not.toContain('src/files/many/dialog-content.ts')
})

it('shows the form of a new work package with at most 40 kB beyond the tab, and only when it is needed', () => {
	const tab = closureOf('src/files/tab-content.ts')
	expect(tab).not.toContain('src/work-packages/create/dialog-content.ts')
	expect(gzipped(closureOf('src/work-packages/create/dialog-content.ts').difference(tab))).toBeLessThanOrEqual(40_000)
})

it('shows the personal settings with at most 80 kB, and only there', () => {
	expect(gzipped(closureOf('src/settings/settings-content.ts'))).toBeLessThanOrEqual(80_000)
	expect(closureOf('src/main.ts')).not.toContain('src/settings/settings-content.ts')
})

it('brings the dialog that asks before a link is removed only when it is needed', () => {
	expect(closureOf('src/files/tab-content.ts')).not.toContain('src/confirmation/confirm-content.ts')
})

it('shows a link as a card with at most 40 kB beyond what every page has, and only when it is needed', () => {
	const page = closureOf('src/main.ts')
	expect(page).not.toContain('src/link-preview/card-content.ts')
	expect(gzipped(closureOf('src/link-preview/card-content.ts').difference(page))).toBeLessThanOrEqual(40_000)
})

it('shows the widget of the dashboard with at most 90 kB in all, without avatars and frames of others, and only when it is there', () => {
	const widget = closureOf('src/dashboard/widget-content.ts')
	expect(gzipped(widget)).toBeLessThanOrEqual(90_000)
	expect(sourcesOf(widget).filter((source) => /NcAvatar|NcDashboardWidget/.test(source))).toEqual([])
	expect(closureOf('src/main.ts')).not.toContain('src/dashboard/widget-content.ts')
})

it('shows the search in the smart picker with at most 90 kB in all, and only when it is needed', () => {
	expect(closureOf('src/main.ts')).not.toContain('src/picker/picker-content.ts')
	expect(gzipped(closureOf('src/picker/picker-content.ts'))).toBeLessThanOrEqual(90_000)
})

it('runs no entry on a page of another', () => {
	const entries = new Set(Object.keys(manifest).filter((name) => manifest[name]!.isEntry))
	for (const name of Object.keys(manifest)) {
		const allowed = name === 'src/files/main.ts' ? ['src/files/main.ts', 'src/main.ts'] : [name]
		expect(allowed, name).toEqual(expect.arrayContaining([...closureOf(name).intersection(entries)]))
	}
})

it('brings styles inside the chunk that needs them', () => {
	expect(Object.values(manifest).flatMap(({ css }) => css ?? [])).toEqual([])
})
