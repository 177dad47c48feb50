// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { OcsRouter } from './router.ts'

import { version } from '../options.ts'
import { visitorOf } from '../visitor.ts'

/** What the server can do, as much as this visitor may know. */
export function capabilities(instance: Instance, user: User | undefined): Record<string, unknown> {
	const theming = {
		name: 'Nextcloud',
		productName: 'Nextcloud',
		url: 'https://nextcloud.com',
		slogan: 'a safe home for all your data',
		color: '#00679e',
		'color-text': '#ffffff',
		'color-element': '#00679e',
		'color-element-bright': '#00679e',
		'color-element-dark': '#00679e',
		background: '#00679e',
		'background-plain': true,
		'background-default': true,
	}
	const bruteforce = { delay: 0, 'allow-listed': false }
	if (!user) {
		return { bruteforce, app_api: { version: version.appApi }, theming }
	}
	return {
		core: {
			pollinterval: 60,
			'webdav-root': 'remote.php/webdav',
			'reference-api': true,
			'reference-regex': '(\\s|\\n|^)(https?:\\/\\/)([-A-Z0-9+_.]+(?::[0-9]+)?(?:\\/[-A-Z0-9+&@#%?=~_|!:,.;()]*)*)(\\s|\\n|$)',
			'mod-rewrite-working': instance.settings.prettyUrls,
			user: { language: user.language, locale: '', timezone: 'UTC' },
			'can-create-app-token': true,
		},
		bruteforce,
		app_api: { loglevel: 2, version: version.appApi },
		dav: { chunking: '1.0', bulkupload: '1.0' },
		files: {
			forbidden_filenames: ['.htaccess'],
			forbidden_filename_basenames: [],
			forbidden_filename_characters: ['\\', '/'],
			forbidden_filename_extensions: ['.filepart', '.part'],
			bigfilechunking: true,
			chunked_upload: { max_size: 104_857_600, max_parallel_count: 5 },
			undelete: false,
			versioning: false,
			comments: true,
		},
		files_sharing: { api_enabled: true, public: { enabled: true, upload: true }, resharing: true, default_permissions: 31 },
		notifications: { 'ocs-endpoints': ['list', 'get', 'delete', 'delete-all', 'icons', 'rich-strings', 'action-web', 'user-status', 'exists'], push: [], 'admin-notifications': ['ocs', 'cli'] },
		theming,
		user_status: { enabled: true, restore: true, supports_emoji: true, supports_busy: true },
	}
}

/** `cloud/capabilities`, for guests too. */
export function capabilitiesRoute(ocs: OcsRouter, instance: Instance): void {
	const { major, minor, micro, string } = version
	ocs.add('GET', '/cloud/capabilities', { level: 'guest', etag: true }, ({ request }) => ({
		version: { major, minor, micro, string, edition: '', extendedSupport: false },
		capabilities: capabilities(instance, visitorOf(request).user),
	}))
}
