// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Assets } from '../../../sidecar/assets.ts'

import { pino } from 'pino'
import { createApiDependencies } from '../../../sidecar/api/dependencies.ts'
import { APP_ID, readConfig } from '../../../sidecar/config.ts'
import { createGateway } from '../../../sidecar/gateway/server.ts'
import { createNextcloud } from '../../../sidecar/nextcloud/index.ts'
import { serve } from './serving.ts'

const upstream = process.argv[2]!
const config = readConfig({
	APP_ID,
	APP_SECRET: 'secret-of-the-benchmark',
	APP_VERSION: '0.1.0',
	SIDECAR_ROLES: 'gateway',
	NEXTCLOUD_URL: upstream,
	// The same process plays Nepenthes too.
	NEPENTHES_URL: upstream,
	NEPENTHES_CLIENT_ID: 'client',
	NEPENTHES_CLIENT_SECRET: 'secret-of-the-client',
	NEXTCLOUD_PUBLIC_URL: upstream,
})
const { app: { secret, version }, nextcloud: { url } } = config
const nextcloud = createNextcloud({ url, appId: APP_ID, appVersion: version, secret })
const assets: Assets = { directory: import.meta.dirname, entry: (name) => `assets/${name}-Bx3k9QaZ.js` }

const gateway = createGateway({
	config,
	api: createApiDependencies({ config, nextcloud }),
	assets,
	log: pino({ level: 'warn' }),
})
await gateway.listen({ host: '127.0.0.1', port: 0 })
serve(gateway.server as Parameters<typeof serve>[0])
