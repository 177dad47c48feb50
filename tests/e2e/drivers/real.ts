// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Account, Driver } from '../driver.ts'

import { randomBytes } from 'node:crypto'
import { basic, uploadFiles } from './account-files.ts'
import { addressIsKnown } from './nepenthes-address.ts'
import { nextcloudSteps } from './steps.ts'

export interface RealNextcloud {
	/** The gateway in front of it. */
	url: string
	/** Nextcloud itself. */
	directUrl: string | null
	administrator: Account
}

const APP = 'integration_nepenthes'

/**
 * A Nextcloud that runs elsewhere, with the app registered there by hand and the gateway in front. It must reach
 * addresses of this machine, since the Nepenthes of the scenarios runs here. Works with an account that it makes and
 * removes again; the address of Nepenthes is removed in the end.
 */
export async function realDriver({ url, directUrl, administrator }: RealNextcloud): Promise<Driver> {
	const user: Account = { id: `nepenthes-e2e-${randomBytes(4).toString('hex')}`, password: randomBytes(18).toString('base64url') }

	/** One call of an OCS route, as an account. */
	const ocs = async (account: Account, method: string, path: string, body?: object): Promise<void> => {
		const { ok, status } = await fetch(`${url}/ocs/v2.php/${path}`, {
			method,
			headers: {
				Accept: 'application/json',
				Authorization: basic(account),
				'OCS-APIRequest': 'true',
				...body !== undefined && { 'Content-Type': 'application/json' },
			},
			...body !== undefined && { body: JSON.stringify(body) },
		})
		if (!ok) {
			throw new Error(`${method} ${path} ended with status ${status}`)
		}
	}
	const enterAddress = (value: string | null) => ocs(administrator, 'POST', 'settings/api/declarative/value', {
		app: APP,
		// The form and field that the sidecar declares (nextcloud-contract.md 3.5).
		formId: 'administrator',
		fieldId: 'nepenthes_url',
		value: value ?? '',
	})

	await ocs(administrator, 'POST', 'cloud/users', { userid: user.id, password: user.password })
	for (const account of [user, administrator]) {
		await uploadFiles(url, account)
	}
	return {
		...nextcloudSteps(url),
		url,
		user,
		administrator,
		withoutGateway: directUrl === null ? null : nextcloudSteps(directUrl),
		setTheme: (account, theme) => ocs(account, 'PUT', `apps/theming/api/v1/theme/${theme}/enable`),
		setLanguage: (account, language) => ocs(account, 'PUT', `cloud/users/${account.id}`, { key: 'language', value: language }),
		async setNepenthesUrl(value) {
			await enterAddress(value)
			await addressIsKnown(url, user, value)
		},
		async close() {
			await enterAddress(null)
			await ocs(administrator, 'DELETE', `cloud/users/${user.id}`)
		},
	}
}
