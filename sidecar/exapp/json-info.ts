// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/*
 * Prints the JSON for `occ app_api:app:register integration_nepenthes DAEMON --json-info …`.
 * Usage: APP_SECRET=… APP_PORT=… npm run -s json-info [-- DAEMON]
 */
import process from 'node:process'
import { readManifest } from './manifest.ts'
import { registrationOf } from './registration.ts'

const { APP_SECRET: secret = '', APP_PORT: port = '' } = process.env
const [daemon = 'manual_install'] = process.argv.slice(2)

if (secret.length < 16 || !/^[1-9]\d{0,4}$/.test(port)) {
	console.error('APP_SECRET (at least 16 characters) and APP_PORT must be those with which the app runs.')
	process.exitCode = 1
} else {
	console.log(JSON.stringify(registrationOf(readManifest(), { daemon, port: Number(port), secret })))
}
