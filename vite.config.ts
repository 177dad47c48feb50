// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Builds the page into dist/; the sidecar reads dist/.vite/manifest.json to find the entries. */
export default defineConfig({
	plugins: [vue()],
	// Relative, so that the same files work below any prefix: behind the gateway, behind AppAPI's proxy, in a sub-path.
	base: './',
	build: {
		target: 'es2022',
		outDir: 'dist',
		manifest: true,
		modulePreload: false,
		sourcemap: true,
		rolldownOptions: {
			input: {
				main: source('src/main.ts'),
				files: source('src/files/main.ts'),
			},
			output: {
				entryFileNames: 'assets/[name]-[hash].js',
				chunkFileNames: 'assets/[name]-[hash].js',
				assetFileNames: 'assets/[name]-[hash][extname]',
			},
		},
	},
})
