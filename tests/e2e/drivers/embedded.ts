// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack, StackOptions } from '../../stack.ts'
import type { Driver } from '../driver.ts'

import { startStack } from '../../stack.ts'
import { fileIdOf, uploadFile, uploadFiles, uploadFolder } from './account-files.ts'
import { enterChoice } from './choices.ts'
import { endConnection } from './connection.ts'
import { enterDecision } from './decisions.ts'
import { addressIsKnown } from './nepenthes-address.ts'
import { nextcloudSteps } from './steps.ts'

const account = (id: string) => ({ id, password: `${id}-password`, login: id })

/** With what only the embedded Nextcloud has, or lets be done to it. */
export interface EmbeddedDriver extends Driver {
	nextcloud: Stack['nextcloud']
	/** See there. */
	restart: Stack['restart']
}

/** Both peers and the sidecar between them, started here. */
export async function embeddedDriver(options: Omit<StackOptions, 'setUp'> = {}): Promise<EmbeddedDriver> {
	const { gatewayUrl, nextcloud, nepenthes, storage, setNepenthesUrl, restart, close } = await startStack(options)
	const user = account('alice')
	const colleague = account('bob')
	const administrator = account('admin')
	for (const owner of [user, colleague, administrator]) {
		await uploadFiles(nextcloud.url, owner)
	}
	return {
		...nextcloudSteps(gatewayUrl),
		url: gatewayUrl,
		user,
		colleague,
		stranger: account('carol'),
		administrator,
		withoutGateway: nextcloudSteps(nextcloud.url),
		nextcloud,
		nepenthes,
		restart,
		storage: { id: storage!.id, name: 'Cloud' },
		setTheme: async ({ id }, theme) => nextcloud.setTheme(id, theme),
		setLanguage: async ({ id }, language) => nextcloud.setLanguage(id, language),
		fileId: (owner, path) => fileIdOf(nextcloud.url, owner, path),
		upload: (owner, name) => uploadFile(nextcloud.url, owner, name),
		uploadFolder: (owner, folder, names) => uploadFolder(nextcloud.url, owner, folder, names),
		disconnect: (owner) => endConnection(gatewayUrl, owner),
		choose: (owner, setting, value) => enterChoice(gatewayUrl, owner, setting, value),
		async decide(decided) {
			await enterDecision(nextcloud.url, administrator, decided)
			// It asks anew what the app else believes for a minute.
			await nextcloud.occ(['integration_nepenthes:status'])
		},
		async setNepenthesUrl(url) {
			await setNepenthesUrl(url)
			await addressIsKnown(gatewayUrl, user, { entered: url, ownUrl: nepenthes.url })
		},
		close,
	}
}
