// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { InitialState } from '../initial-state.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'

import { navigationOf, settingsNavigationOf } from '../navigation.ts'
import { capabilities } from '../ocs/capabilities.ts'
import { coreConfig } from '../page-globals.ts'
import { assetVersion } from '../page-scripts.ts'
import { themesOf } from '../theming/theme-head.ts'
import { cacheBuster } from '../theming/themes.ts'

/** What every signed-in page tells its scripts. */
export function userStates(instance: Instance, user: User, activeEntry: string, requestToken: string): InitialState {
	return {
		'core-active-app': activeEntry,
		'core-apps': navigationOf(instance, user, activeEntry),
		'core-settingsNavEntries': settingsNavigationOf(instance, user, requestToken, activeEntry),
		'core-projects_enabled': false,
		'core-config': coreConfig(instance),
		'core-capabilities': capabilities(instance, user),
		'core-versionHash': assetVersion,
		'unified-search-min-search-length': 1,
		'theming-data': themingData(user),
		'theming-shortcutsDisabled': false,
		'notifications-sound_notification': false,
		'notifications-sound_talk': false,
		'notifications-throttled_push_notifications': false,
		'comments-maxAutoCompleteResults': 10,
		'user_status-status': { userId: user.uid, message: null, messageId: null, messageIsPredefined: false, icon: null, clearAt: null, status: 'online', statusIsUserDefined: false },
		'user_status-profileEnabled': { profileEnabled: true },
	}
}

export function themingData(user: User | undefined) {
	return {
		name: 'Nextcloud',
		slogan: 'a safe home for all your data',
		url: 'https://nextcloud.com',
		imprintUrl: '',
		privacyUrl: '',
		primaryColor: '#00679e',
		backgroundColor: '#00679e',
		defaultPrimaryColor: '#00679e',
		defaultBackgroundColor: '#00679e',
		inverted: false,
		cacheBuster,
		enabledThemes: user ? themesOf(user) : [],
	}
}
