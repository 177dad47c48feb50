// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Storage } from './storages.ts'

import { findNextcloudTokens, refreshNextcloudTokens } from './nextcloud-tokens.ts'

/** How a user stands with the Nextcloud of a storage, last part of the URN (section 4.5). */
export type AuthorizationState = 'Connected' | 'NotConnected' | 'FailedAuthorization' | 'Error'

/** What Nextcloud says of a file. */
export interface FileInfo {
	statuscode: number
	name?: string
	mimetype?: string
	/** Seconds since 1970. */
	mtime?: number
	modifier_name?: string | null
}

interface Answer {
	state: AuthorizationState
	/** Only when connected. */
	body?: string
}

/** A Nextcloud that takes longer is as good as down. */
const TIME_LIMIT = 5_000

export async function authorizationState(instance: Instance, storage: Storage, user: User): Promise<AuthorizationState> {
	return (await askAs(instance, storage, user, 'ocs/v1.php/cloud/user')).state
}

/**
 * What Nextcloud tells the user of some files, by id (section 7.3).
 *
 * @param instance
 * @param storage
 * @param user
 * @param fileIds
 */
export async function filesInfo(instance: Instance, storage: Storage, user: User, fileIds: string[]): Promise<{ state: AuthorizationState, files: Record<string, FileInfo> }> {
	const { state, body } = await askAs(instance, storage, user, 'ocs/v1.php/apps/integration_openproject/filesinfo', {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ fileIds }),
	})
	if (body === undefined) {
		return { state, files: {} }
	}
	try {
		const { ocs } = JSON.parse(body) as { ocs: { meta: { statuscode: number }, data: Record<string, FileInfo> } }
		return ocs.meta.statuscode === 100 ? { state, files: ocs.data } : { state: 'Error', files: {} }
	} catch {
		return { state: 'Error', files: {} }
	}
}

/** Asks Nextcloud as a user. A token that is refused is refreshed, once. */
async function askAs(instance: Instance, storage: Storage, user: User, path: string, init?: Question): Promise<Answer> {
	const tokens = () => findNextcloudTokens(instance, storage.id, user.id)
	const first = tokens()
	if (!first) {
		return { state: 'NotConnected' }
	}
	const answer = await ask(`${storage.host}${path}`, first.accessToken, init)
	if (answer.state !== 'FailedAuthorization' || !await refreshNextcloudTokens(instance, storage, user.id, first.accessToken)) {
		return answer
	}
	return ask(`${storage.host}${path}`, tokens()?.accessToken ?? '', init)
}

interface Question extends RequestInit {
	headers: Record<string, string>
}

async function ask(url: string, token: string, init?: Question): Promise<Answer> {
	try {
		const response = await fetch(url, {
			...init,
			headers: { accept: 'application/json', 'ocs-apirequest': 'true', authorization: `Bearer ${token}`, ...init?.headers },
			redirect: 'manual',
			signal: AbortSignal.timeout(TIME_LIMIT),
		})
		const body = await response.text()
		switch (response.status) {
			case 200:
				return { state: 'Connected', body }
			case 401:
				return { state: 'FailedAuthorization' }
			default:
				return { state: 'Error' }
		}
	} catch {
		return { state: 'Error' }
	}
}
