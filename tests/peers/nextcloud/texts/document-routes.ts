// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { OcsCall, OcsRouter } from '../ocs/router.ts'
import type { Document } from './documents.ts'

import { userOf } from '../access.ts'
import { OcsFailure } from '../ocs/envelope.ts'

const path = '/apps/peer_text/api/v1/documents'

/** What the page Text asks for: lists documents, reads, writes and removes one. */
export function documentRoutes(ocs: OcsRouter, { documents }: Instance): void {
	ocs.add('GET', path, {}, ({ request }) => documents.list(userOf(request).uid).map(({ id, title, changedAt }) => ({ id, title, changedAt })))

	ocs.add('POST', path, {}, ({ request, parameters }) => {
		const { uid } = userOf(request)
		const { title = 'New document', content } = textsOf(parameters)
		return documents.get(uid, documents.add(uid, { title, ...content === undefined ? {} : { content } }))
	})

	ocs.add('GET', `${path}/:id`, {}, (call) => documentOf(call))

	ocs.add('PUT', `${path}/:id`, {}, (call) => {
		documents.change(userOf(call.request).uid, documentOf(call).id, textsOf(call.parameters))
		return documentOf(call)
	})

	ocs.add('DELETE', `${path}/:id`, {}, (call) => documents.remove(userOf(call.request).uid, documentOf(call).id))

	function documentOf(call: OcsCall): Document {
		const document = documents.get(userOf(call.request).uid, Number.parseInt(call.path.id!, 10) || 0)
		if (!document) {
			throw new OcsFailure(404, 'Document not found')
		}
		return document
	}
}

function textsOf({ title, content }: Record<string, unknown>): { title?: string, content?: string } {
	return {
		...typeof title === 'string' ? { title: title.trim() || 'Untitled' } : {},
		...typeof content === 'string' ? { content } : {},
	}
}
