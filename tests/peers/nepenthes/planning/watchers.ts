// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

/** Those who watch a work package, by id. */
export function watcherIds({ database }: Instance, workPackageId: number): Set<number> {
	return new Set(database.all<{ id: number }>('SELECT user_id AS id FROM watchers WHERE work_package_id = ?', workPackageId).map(({ id }) => id))
}

/** Makes a user watch a work package, or watch it no longer. */
export function setWatching({ database }: Instance, workPackageId: number, userId: number, watching: boolean): void {
	database.run(
		watching ? 'INSERT OR IGNORE INTO watchers (work_package_id, user_id) VALUES (?, ?)' : 'DELETE FROM watchers WHERE work_package_id = ? AND user_id = ?',
		workPackageId,
		userId,
	)
}
