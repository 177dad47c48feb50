// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { CallOptions, FileAction, Nextcloud } from '../nextcloud/index.ts'

import Type from 'typebox'
import { LINK_ACTION } from '../api/link-action.ts'

/** Where the files are linked: a place of the app's own page, which AppAPI opens with their ids. */
const PLACE = 'main/link'

/** Any file and folder: all kinds of media types there are, folders being `httpd/unix-directory`. */
const ANY_TYPE = ['application', 'audio', 'chemical', 'font', 'httpd', 'image', 'message', 'model', 'multipart', 'text', 'video', 'x-']

const ACTION: FileAction = {
	name: LINK_ACTION,
	displayName: 'Link to work package',
	handler: 'file-actions/link',
	icon: 'img/app.svg',
	mimeTypes: ANY_TYPE,
	order: 60,
}

/** The action for those who come without the gateway; with it, the page brings one of its own (gateway/pages). */
export async function registerFileAction({ fileActions }: Pick<Nextcloud, 'fileActions'>, options: CallOptions): Promise<void> {
	await fileActions.register(ACTION, options)
}

/** Answers the browser that has posted the chosen files: AppAPI's script then opens the place with their ids. */
export const fileAction: FastifyPluginAsyncTypebox = async (app) => {
	app.post('/file-actions/link', {
		// The files are named once more in the address that is opened; only then they count.
		schema: { hide: true, response: { 200: Type.Object({ redirect_handler: Type.String() }) } },
	}, async () => ({ redirect_handler: PLACE }))
}
