// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Driver } from './driver.ts'

import { embeddedDriver } from './drivers/embedded.ts'
import { realDriver } from './drivers/real.ts'

/** The embedded Nextcloud, or the real one that the environment names. */
export function startDriver(): Promise<Driver> {
	const { NEXTCLOUD_URL, NEXTCLOUD_ADMIN, NEXTCLOUD_ADMIN_PASSWORD, NEXTCLOUD_OCC, NEXTCLOUD_DIRECT_URL } = process.env
	if (!NEXTCLOUD_URL) {
		return embeddedDriver()
	}
	if (!NEXTCLOUD_ADMIN || !NEXTCLOUD_ADMIN_PASSWORD || !NEXTCLOUD_OCC) {
		throw new Error('NEXTCLOUD_URL needs NEXTCLOUD_ADMIN, NEXTCLOUD_ADMIN_PASSWORD and NEXTCLOUD_OCC (what runs occ there) beside it.')
	}
	return realDriver({
		url: NEXTCLOUD_URL.replace(/\/+$/, ''),
		directUrl: NEXTCLOUD_DIRECT_URL?.replace(/\/+$/, '') ?? null,
		administrator: { id: NEXTCLOUD_ADMIN, password: NEXTCLOUD_ADMIN_PASSWORD },
		occ: NEXTCLOUD_OCC,
	})
}
