// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Notifications } from '../contract/notifications.ts'
import type { Nepenthes } from '../nepenthes/index.ts'
import type { NepenthesSetup } from './nepenthes-setup.ts'

import { listUnreadNotifications } from '../nepenthes/notifications.ts'
import { notificationCentreUrl } from '../nepenthes/work-package-url.ts'
import { groupByWorkPackage } from './notified-work-packages.ts'
import { createWorkPackageTypes } from './work-package-types.ts'

/** So many that a page is mostly all of them, and so few that it comes at once. */
const PAGE_SIZE = 100

/**
 * A page of the unread notifications of a user.
 *
 * @param page from 1
 * @throws {ProblemError | NepenthesError}
 */
export type UnreadNotifications = (userId: string, page: number) => Promise<Notifications>

/** What the page, the dashboard of Nextcloud and its clients show alike. One request to Nepenthes, two where work packages are new to us. */
export function createUnreadNotifications({ setup, nepenthes: { access, attributes } }: { setup: NepenthesSetup, nepenthes: Nepenthes }): UnreadNotifications {
	const types = createWorkPackageTypes(attributes)
	return async (userId, page) => {
		const client = await setup.client()
		const { instance } = client
		return access.use(userId, client, async (api) => {
			const found = await listUnreadNotifications(api, page, PAGE_SIZE)
			const typeOf = await types.of(JSON.stringify([instance, userId]), api, found.items.map(({ workPackageId }) => workPackageId))
			return {
				items: groupByWorkPackage(found.items, instance, typeOf),
				unread: found.total,
				nextPage: page * PAGE_SIZE < found.total && found.size > 0 ? page + 1 : null,
				url: notificationCentreUrl(instance),
			}
		})
	}
}
