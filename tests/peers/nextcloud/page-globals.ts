// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from './instance.ts'
import type { Session } from './session/sessions.ts'
import type { User } from './users.ts'

import { version } from './options.ts'
import { phpJson } from './php-json.ts'

/** Apps whose addresses pages know. */
const apps = ['activity', 'app_api', 'comments', 'dashboard', 'dav', 'files', 'files_sharing', 'notifications', 'oauth2', 'provisioning_api', 'settings', 'text', 'theming', 'user_status', 'viewer']

/** State `core-config`, which is the global `_oc_config` as well. */
export function coreConfig(instance: Instance) {
	return {
		blacklist_files_regex: '\\.(part|filepart)$',
		forbidden_filename_characters: ['\\', '/'],
		auto_logout: false,
		loglevel: 2,
		lost_password_link: null,
		modRewriteWorking: instance.settings.prettyUrls,
		no_unsupported_browser_warning: false,
		session_keepalive: true,
		session_lifetime: 1440,
		'sharing.maxAutocompleteResults': 25,
		'sharing.minSearchStringLength': 0,
		version: version.full,
		versionstring: version.string,
		'enable_non-accessible_features': true,
	}
}

/** The inline script with the globals of every page. */
export function pageGlobals(instance: Instance, user: User | undefined, session: Session): string {
	const { webroot } = instance.settings
	const globals: Record<string, unknown> = {
		_oc_debug: false,
		_oc_isadmin: user?.admin ?? false,
		backendAllowsPasswordConfirmation: true,
		oc_dataURL: false,
		_oc_webroot: webroot,
		_oc_appswebroots: Object.fromEntries(apps.map((app) => [app, `${webroot}/apps/${app}`])),
		datepickerFormatDate: 'M/d/yy',
		nc_lastLogin: session.lastLogin,
		nc_pageLoad: Math.floor(instance.clock().getTime() / 1000),
		dayNames: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
		dayNamesShort: ['Sun.', 'Mon.', 'Tue.', 'Wed.', 'Thu.', 'Fri.', 'Sat.'],
		dayNamesMin: ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'],
		monthNames: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
		monthNamesShort: ['Jan.', 'Feb.', 'Mar.', 'Apr.', 'May.', 'Jun.', 'Jul.', 'Aug.', 'Sep.', 'Oct.', 'Nov.', 'Dec.'],
		firstDay: 0,
		_oc_config: coreConfig(instance),
		oc_appconfig: { core: { defaultExpireDateEnabled: false, sharingDisabledForUser: false, resharingAllowed: true, remoteShareAllowed: true, allowGroupSharing: true }, files: { max_chunk_size: 104_857_600 } },
		_theme: { entity: 'Nextcloud', name: 'Nextcloud', productName: 'Nextcloud', title: 'Nextcloud', baseUrl: 'https://nextcloud.com', slogan: 'a safe home for all your data', logoClaim: '', folder: '' },
		...user ? { oc_userconfig: { avatar: { version: 1, generated: true } } } : {},
	}
	return Object.entries(globals).map(([name, value]) => `var ${name}=${phpJson(value)};`).join('\n')
}
