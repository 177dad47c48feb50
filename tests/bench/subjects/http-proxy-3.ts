// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { createProxyServer } from 'http-proxy-3'
import { once } from 'node:events'
import { Agent, createServer } from 'node:http'
import { serve } from './serving.ts'

const proxy = createProxyServer({ target: process.argv[2]!, agent: new Agent({ keepAlive: true }) })
const server = createServer((request, response) => proxy.web(request, response))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
serve(server)
