// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/*
 * Ends well if every role of this container answers; for Docker's HEALTHCHECK.
 */
import { request } from 'node:http'
import process from 'node:process'
import { APP_ID, readConfig } from './config.ts'

const config = readConfig(process.env)

/** The heartbeat, and an address of the gateway that it answers by itself: Nextcloud's health is not ours. */
const QUESTIONS = { exapp: { path: '/heartbeat', status: 200 }, gateway: { path: `${config.nextcloud.webroot}/apps/${APP_ID}/`, status: 404 } }

for (const role of config.roles) {
	const { path, status } = QUESTIONS[role]
	const address = config[role]
	// To listen on all addresses is to listen on this one too.
	const to = 'path' in address ? { socketPath: address.path } : { port: address.port, host: /^(?:0\.0\.0\.0|::)$/.test(address.host) ? '127.0.0.1' : address.host }
	const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
	request({ ...to, path, timeout: 3_000 }, (response) => resolve(response.resume().statusCode))
		.on('timeout', () => reject(new Error(`${role} does not answer in time`)))
		.on('error', reject)
		.end()
	const answered = await promise
	if (answered !== status) {
		throw new Error(`${role} answered ${answered}`)
	}
}
