// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Builds the browser side of the embedded Nextcloud into dist/. The server writes the entries' fixed names into its
 * pages, and links shell.css in their head.
 */
export default defineConfig({
	root: here('.'),
	plugins: [vue()],
	// Relative, so that the same files work below any web root.
	base: './',
	define: {
		// What @nextcloud/vue asks about the app that it is bundled with.
		appName: '"nextcloud-peer"',
		appVersion: '"1.0.0"',
	},
	build: {
		target: 'es2022',
		// As it is written: light-dark() would be lowered to something that the themes do not know.
		cssTarget: 'esnext',
		outDir: here('dist'),
		emptyOutDir: true,
		modulePreload: false,
		// A name of its own for each is simpler than a stylesheet in a script.
		assetsInlineLimit: 0,
		rolldownOptions: {
			input: {
				core: here('core.ts'),
				dashboard: here('dashboard.ts'),
				recommendations: here('recommendations.ts'),
				'user-status': here('user-status.ts'),
				files: here('files.ts'),
				settings: here('settings.ts'),
				embedded: here('embedded.ts'),
				text: here('text.ts'),
				chat: here('chat.ts'),
				'reference-files': here('reference-files.ts'),
			},
			output: {
				entryFileNames: '[name].mjs',
				chunkFileNames: 'chunks/[name]-[hash].mjs',
				// What the entry of Files shares with the chunks must not be in the entry: the server adds a version to its
				// address, so a chunk that imports it would run it a second time.
				codeSplitting: {
					groups: [{ name: 'registries', test: /\/page\/files\/(?!dav\.|mount\.|lists\/)[^?]*\.ts$/ }],
				},
				assetFileNames: ({ names }) => names.includes('shell.css') ? '[name][extname]' : 'chunks/[name]-[hash][extname]',
			},
		},
	},
})
