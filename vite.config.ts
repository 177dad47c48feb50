// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Plugin } from 'vite'

import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import cssInjectedByJs from 'vite-plugin-css-injected-by-js'

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Vite wraps every import of a chunk into a helper that brings the chunk's styles first. Here they come inside it, and the
 * helper would be dead weight on every page.
 */
const plainImports: Plugin = {
	name: 'plain-imports',
	enforce: 'pre',
	load: {
		filter: { id: /^\0vite\/preload-helper/ },
		handler: () => 'export const __vitePreload = (load) => load()',
	},
}

/** Builds the page into dist/; the sidecar reads dist/.vite/manifest.json to find the entries. */
export default defineConfig({
	plugins: [
		plainImports,
		vue(),
		// Styles travel inside the chunk that needs them, so that both come or neither does (src/loading/load-into.ts).
		cssInjectedByJs({ relativeCSSInjection: true }),
	],
	// Relative, so that the same files work below any prefix: behind the gateway, behind AppAPI's proxy, in a sub-path.
	base: './',
	build: {
		target: 'es2022',
		outDir: 'dist',
		manifest: true,
		modulePreload: false,
		cssCodeSplit: true,
		sourcemap: true,
		rolldownOptions: {
			// An entry shares nothing that it carries: a chunk that took it from there would run the entry on pages where it does not belong.
			preserveEntrySignatures: 'strict',
			input: {
				main: source('src/main.ts'),
				files: source('src/files/main.ts'),
			},
			output: {
				entryFileNames: 'assets/[name]-[hash].js',
				chunkFileNames: 'assets/[name]-[hash].js',
				assetFileNames: 'assets/[name]-[hash][extname]',
				// What nearly every surface needs comes in few pieces: many small ones are packed worse. A group takes along what its
				// modules import, unless one of higher priority has it.
				codeSplitting: {
					groups: [
						{ name: 'l10n', priority: 5, test: /\/node_modules\/(?:@nextcloud\/(?:auth|browser-storage|event-bus|l10n|logger|router)|dompurify|escape-html|semver)\// },
						{ name: 'outcome', priority: 5, test: /\/src\/(?:connection\/outcome\.ts|img\/app-dark\.svg\?raw)$/ },
						{ name: 'reactivity', priority: 4, test: /\/node_modules\/@vue\/(?:reactivity|shared)\// },
						{ name: 'vue', priority: 3, test: /\/node_modules\/(?:@vue|vue)\// },
						{ name: 'facts', priority: 2, test: /\/src\/(?:sidecar|connection\/(?:failure|failure-words|use-connecting)|work-packages\/(?:calendar-day|colours|due-date|initials|readable-colour|theme-colours))\.ts$/ },
						{ name: 'states', priority: 1, test: /\/src\/(?:connection\/(?:FailureMessage|OutcomeNote|OutdatedNote|QuietNote|WayOut)|work-packages\/(?:AssigneePicture|StatusPill|TypeName))\.vue/ },
					],
				},
			},
		},
	},
})
