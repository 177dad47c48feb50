// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { CallOptions } from './http.ts'
import type { Ocs } from './ocs.ts'

import Type from 'typebox'

/** A user as Nextcloud describes them to themselves. */
export interface NextcloudUser {
	id: string
	displayName: string
	groups: string[]
	/** As Nextcloud writes it: `de`, `de_DE`, `zh_CN`. */
	language: string
	/** Member of the group `admin`. */
	administrator: boolean
}

const CloudUser = Type.Object({
	id: Type.String(),
	displayname: Type.String(),
	groups: Type.Array(Type.String()),
	language: Type.String(),
})

/**
 * `GET cloud/user` as that user (nextcloud-contract 4.1).
 *
 * @throws {NextcloudUnauthorized} among others, when there is no such user
 */
export async function fetchUser(ocs: Ocs, userId: string, { signal }: CallOptions = {}): Promise<NextcloudUser> {
	const { id, displayname, groups, language } = await ocs.call(CloudUser, { method: 'GET', path: 'cloud/user', userId, signal })
	return { id, displayName: displayname, groups, language, administrator: groups.includes('admin') }
}
