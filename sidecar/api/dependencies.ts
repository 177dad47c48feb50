// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Config } from '../config.ts'
import type { Nextcloud } from '../nextcloud/index.ts'
import type { ApiDependencies } from './index.ts'

import { createNepenthes } from '../nepenthes/index.ts'
import { createBulkLinking } from './bulk-linking.ts'
import { createConnecting } from './connecting.ts'
import { createConnectionStore } from './connection-store.ts'
import { createLinkIds } from './link-ids.ts'
import { createNepenthesSetup } from './nepenthes-setup.ts'
import { createNextcloudAddress } from './nextcloud-address.ts'
import { createOwnStorage } from './own-storage.ts'
import { createPreviewing } from './previewing.ts'
import { createAttemptSeal } from './sealed-state.ts'
import { createSearching } from './searching.ts'
import { createUnreadNotifications } from './unread-notifications.ts'
import { createUserSettings } from './user-settings.ts'

/** Puts together what the API is made of. Whoever calls this closes `nepenthes` in the end. */
export function createApiDependencies({ config, nextcloud }: { config: Config, nextcloud: Nextcloud }): ApiDependencies {
	const nepenthes = createNepenthes({ store: createConnectionStore(nextcloud) })
	const nextcloudAddress = createNextcloudAddress({ fixed: config.nextcloud.publicUrl, nextcloud })
	const setup = createNepenthesSetup({
		fixed: config.nepenthes,
		nextcloud,
		nextcloudAddress,
		// Without the gateway nobody else is there to receive the browser.
		defaultRedirect: config.roles.has('gateway') ? 'upstream' : 'page',
	})
	const ownStorage = createOwnStorage({ access: nepenthes.access, nextcloudAddress })
	const linking = {
		setup,
		nepenthes,
		ownStorage,
		linkIds: createLinkIds(),
		files: nextcloud.files,
	}
	return {
		...linking,
		version: config.app.version,
		nextcloudAddress,
		connecting: createConnecting({ setup, nepenthes, seal: createAttemptSeal(config.app.secret) }),
		bulkLinking: createBulkLinking(linking),
		previewing: createPreviewing({ setup, nepenthes }),
		searching: createSearching({ nepenthes, ownStorage }),
		unreadNotifications: createUnreadNotifications({ setup, nepenthes }),
		userSettings: createUserSettings({ nextcloud }),
	}
}
