// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Entry } from '../files/tree.ts'
import type { Instance } from '../instance.ts'

import { sendFile } from '../dav/download.ts'
import { folderMime } from '../files/mime-types.ts'
import { escapeHtml } from '../html.ts'
import { sendPage } from '../layout.ts'
import { sendNotFoundPage } from './errors.ts'

interface Link { Params: { token: string }, Querystring: { path?: string, files?: string } }

/** What a public link shows: a page for everyone, in the public layout even for who is signed in; and the download. */
export function publicSharePage(app: FastifyInstance, instance: Instance): void {
	app.get<Link>('/s/:token', async (request, reply) => {
		const entry = shared(instance, request.params.token)
		if (!entry) {
			return sendNotFoundPage(instance, request, reply, false)
		}
		const link = instance.addresses.page(`/s/${request.params.token}/download`)
		const list = entry.mime === folderMime
			? instance.files.children(entry).map((child) => `<li><a href="${link}?files=${encodeURIComponent(child.name)}">${escapeHtml(child.name)}</a></li>`).join('')
			: ''
		return sendPage(instance, request, reply, {
			layout: 'public',
			app: 'files_sharing',
			title: entry.name,
			content: `<h2>${escapeHtml(entry.name)}</h2><ul>${list}</ul><p><a class="button primary" href="${link}">Download</a></p>`,
			states: { 'files_sharing-isPublic': true, 'files_sharing-sharingToken': request.params.token, 'files_sharing-filename': entry.name },
		})
	})

	const download = async (request: FastifyRequest<Link>, reply: FastifyReply) => {
		const entry = shared(instance, request.params.token)
		const file = entry?.mime === folderMime ? instance.files.child(entry, request.query.files ?? '') : entry
		if (!file || file.mime === folderMime) {
			return sendNotFoundPage(instance, request, reply, false)
		}
		return sendFile(instance, request, reply, file)
	}
	app.get<Link>('/s/:token/download', download)
	app.get<Link>('/public.php/dav/files/:token', download)
}

function shared(instance: Instance, token: string): Entry | undefined {
	const share = instance.shares.byToken(token)
	const entry = share?.kind === 'link' ? instance.files.get(share.fileid) : undefined
	// Nothing is shared that lies in the trash.
	return entry?.owner === share?.owner ? entry : undefined
}
