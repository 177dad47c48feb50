// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { ApiDependencies } from './index.ts'

import { LinkPreviewQuestion, LinkPreviews } from '../contract/link-preview.ts'
import { callerOf } from './caller.ts'

/** What cards in texts show of links to work packages. */
export const linkPreviews: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { previewing }) => {
	app.post('/link-previews', {
		schema: { summary: 'What links to work packages are about', body: LinkPreviewQuestion, response: { 200: LinkPreviews } },
	}, async (request): Promise<LinkPreviews> => ({ items: await previewing(callerOf(request).userId, request.body.links) }))
}
