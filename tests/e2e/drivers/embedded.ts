// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { NextcloudOptions } from '../../peers/nextcloud/index.ts'
import type { Driver } from '../driver.ts'

import { startStack } from '../../stack.ts'
import { uploadFiles } from './account-files.ts'
import { addressIsKnown } from './nepenthes-address.ts'
import { nextcloudSteps } from './steps.ts'

/** Both peers and the sidecar between them, started here. */
export async function embeddedDriver(options: NextcloudOptions = {}): Promise<Driver> {
	const { gatewayUrl, nextcloud, setNepenthesUrl, close } = await startStack({ nextcloud: options })
	const user = { id: 'alice', password: 'alice-password' }
	const administrator = { id: 'admin', password: 'admin-password' }
	for (const account of [user, administrator]) {
		await uploadFiles(nextcloud.url, account)
	}
	return {
		...nextcloudSteps(gatewayUrl),
		url: gatewayUrl,
		user,
		administrator,
		withoutGateway: nextcloudSteps(nextcloud.url),
		setTheme: async ({ id }, theme) => nextcloud.setTheme(id, theme),
		setLanguage: async ({ id }, language) => nextcloud.setLanguage(id, language),
		async setNepenthesUrl(url) {
			await setNepenthesUrl(url)
			await addressIsKnown(gatewayUrl, user, url)
		},
		close,
	}
}
