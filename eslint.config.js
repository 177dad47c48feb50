// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { recommended } from '@nextcloud/eslint-config'
import { importX } from 'eslint-plugin-import-x'

/** Who may import whom: a row says that files in `target` import nothing from `from`. */
const boundaries = [
	{ target: './src', from: './sidecar', except: ['./contract'], message: 'The page knows the sidecar only by the types of its contract.' },
	{ target: './src', from: './tests', message: 'Product code does not import from tests.' },
	{ target: './sidecar', from: './tests', message: 'Product code does not import from tests.' },
	{ target: './sidecar', from: './src', message: 'The sidecar serves the built page, it does not import its sources.' },
	{ target: './sidecar/contract', from: './sidecar', except: ['./contract'], message: 'The contract stands alone.' },
	{ target: './sidecar/gateway', from: './sidecar/exapp', message: 'The two listeners do not know each other.' },
	{ target: './sidecar/exapp', from: './sidecar/gateway', message: 'The two listeners do not know each other.' },
	...['nepenthes', 'nextcloud'].map((client) => ({
		target: `./sidecar/${client}`,
		from: './sidecar',
		except: [`./${client}`],
		message: 'A client knows only the system that it speaks to.',
	})),
	{ target: './tests/peers', from: './sidecar', message: 'A peer is written from the contract of the real server, not from our code.' },
	{ target: './tests/peers', from: './src', message: 'A peer is written from the contract of the real server, not from our code.' },
]

export default [
	{ ignores: ['dist', 'tests/peers/nextcloud/page/dist', 'tests/e2e/screenshots'] },
	...recommended,
	{
		files: ['**/*.ts', '**/*.vue', '**/*.js'],
		plugins: { 'import-x': importX },
		rules: {
			'import-x/no-restricted-paths': ['error', { zones: boundaries }],
			'import-x/extensions': 'off',
			'no-console': 'error',
		},
	},
	{
		// Not in tests: the recommended set has no jsdoc there, and a rule without its plugin is an error.
		files: ['src/**/*.{ts,vue}', 'sidecar/**/*.ts'],
		rules: {
			// Types say what a parameter is; a comment says what they cannot.
			'jsdoc/check-param-names': ['error', { disableMissingParamChecks: true }],
			'jsdoc/require-jsdoc': 'off',
			'jsdoc/require-param': 'off',
			'jsdoc/require-param-description': 'off',
		},
	},
	{
		files: ['src/**'],
		rules: {
			'no-restricted-syntax': ['error', {
				selector: 'ImportDeclaration[source.value=/sidecar\\u002Fcontract/]:not([importKind="type"])',
				message: 'Import only types from the contract.',
			}],
		},
	},
	{
		files: ['sidecar/nepenthes/**', 'sidecar/nextcloud/**', 'sidecar/contract/**'],
		rules: {
			'no-restricted-imports': ['error', {
				patterns: [{ regex: '^(fastify|@fastify/(?!type-provider-typebox))', message: 'Clients and contract know nothing of Fastify.' }],
			}],
		},
	},
	{
		files: ['sidecar/**', 'tests/**', '*.js', '*.ts'],
		rules: {
			// These run in Node, which has its own rules for names of built-ins.
			'no-console': 'off',
			'@nextcloud/no-deprecated-globals': 'off',
		},
	},
]
