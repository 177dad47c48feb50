// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Caller } from './authentication.ts'
import type { User } from './users.ts'

import { ApiError } from './api-error.ts'

/**
 * The user who calls.
 *
 * @param caller
 * @throws {ApiError} MissingPermission for the anonymous user
 */
export function signedIn(caller: Caller | undefined): User {
	if (caller?.kind !== 'user') {
		throw new ApiError('MissingPermission', 'missing-permission')
	}
	return caller.user
}

/** Login, address and the like are for the user themselves and for administrators (section 6.1). */
export function maySeePersonalData(viewer: User | undefined, user: User): boolean {
	return viewer !== undefined && (viewer.admin || viewer.id === user.id)
}
