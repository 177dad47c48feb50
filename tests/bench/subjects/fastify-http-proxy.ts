// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import httpProxy from '@fastify/http-proxy'
import Fastify from 'fastify'
import { serve } from './serving.ts'

const app = Fastify()
app.register(httpProxy, { upstream: process.argv[2]! })
await app.listen({ host: '127.0.0.1', port: 0 })
serve(app.server)
