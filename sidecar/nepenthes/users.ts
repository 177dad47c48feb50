// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from './api.ts'
import type { CallOptions } from './http.ts'
import type { Account } from './token-vault.ts'

import Type from 'typebox'

const User = Type.Object({ id: Type.Integer(), name: Type.String() })

/** Whose token it is: `GET users/me` (nepenthes-api 6.1). */
export async function fetchAccount(api: Api, { signal }: CallOptions = {}): Promise<Account> {
	const { id, name } = await api.call(User, { method: 'GET', path: '/users/me', signal })
	return { id, name }
}
