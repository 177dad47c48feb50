// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'

import { admit, userOf } from '../access.ts'
import { coreScripts } from '../page-scripts.ts'
import { referenceStates } from '../references/providers.ts'
import { sendUserPage } from './user-page.ts'

/** The Files page in all its views, and `/f/ID`, which finds a file in it. */
export function filesPages(app: FastifyInstance, instance: Instance): void {
	for (const url of ['/apps/files/', '/apps/files/:view', '/apps/files/:view/:fileid']) {
		app.get(url, async (request, reply) => {
			await admit(instance, request, {})
			const user = userOf(request)
			const used = instance.files.root(user.uid).size
			const free = 80_000_000_000
			const actions = instance.surfaces.enabled('files-actions-menu')
			return sendUserPage(instance, request, reply, {
				app: 'files',
				title: 'Files',
				scripts: [...coreScripts, '/dist/files.mjs'],
				content: '',
				states: {
					'files-storageStats': { free, used, quota: -3, total: free + used, relative: 0, owner: user.uid, ownerDisplayName: user.displayName, mountType: '', mountPoint: '' },
					'files-config': {
						crop_image_previews: true,
						default_view: 'files',
						folder_tree: true,
						grid_view: false,
						show_dialog_deletion: false,
						show_dialog_file_extension: true,
						show_files_extensions: true,
						show_hidden: false,
						show_mime_column: false,
						sort_favorites_first: true,
						sort_folders_first: true,
					},
					'files-viewConfigs': [],
					'files-recent_limit': 100,
					'files-forbiddenCharacters': ['\\', '/'],
					'files-templates_enabled': true,
					'files-templates_path': false,
					'files-templates': [],
					'files-isTwoFactorEnabled': false,
					...actions.length === 0 ? {} : { 'app_api-ex_files_actions_menu': { fileActions: actions.map(({ row, ...action }) => ({ id: row, ...action })), instanceId: instance.instanceId } },
					'end_to_end_encryption-userConfig': { e2eeInBrowserEnabled: instance.switches.encryptionInBrowser },
					...referenceStates(instance, user),
					'text-workspace_available': true,
					'viewer-enabled_preview_providers': ['/image\\/png/', '/image\\/jpeg/'],
					'files_sharing-showExternalSharing': true,
				},
			})
		})
	}

	app.get<{ Params: { fileid: string } }>('/f/:fileid', async (request, reply) => {
		await admit(instance, request, {})
		return reply.redirect(instance.addresses.page(`/apps/files/files/${encodeURIComponent(request.params.fileid)}`), 303)
	})
}
