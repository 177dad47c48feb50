// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Principal } from '../planning/principals.ts'
import type { User } from '../users.ts'
import type { FilterTable, Operators } from './operators.ts'

import { isActive, memberIds } from '../planning/principals.ts'
import { containing, oneOf, words } from './operators.ts'

const types = { user: 'User', group: 'Group', placeholder: 'PlaceholderUser' }

const ACTIVE = 1
const LOCKED = 3

/** The filters of principals, as far as they are needed here. */
export function principalFilters(instance: Instance, viewer: User | undefined): FilterTable<Principal> {
	return {
		id: oneOf(({ id }) => id, (value) => value === 'me' ? String(viewer?.id) : value),
		type: oneOf(({ kind }) => types[kind]),
		status: oneOf((principal) => isActive(principal) ? ACTIVE : LOCKED),
		member: memberOf(instance),
		name: { ...oneOf(({ name }) => name), ...containing(({ name }) => name) },
		anyNameAttribute: { ...containing(anyName), ...words((principal) => [anyName(principal)]) },
	}
}

function anyName(principal: Principal): string {
	return principal.kind === 'user'
		? `${principal.name} ${principal.user.login} ${principal.user.email}`
		: principal.name
}

function memberOf(instance: Instance): Operators<Principal> {
	const members = (values: string[]) => {
		const ids = memberIds(instance, values.map(Number))
		return ({ id }: Principal) => ids.has(id)
	}
	return {
		'=': { values: [1, Infinity], condition: members },
		'!': { values: [1, Infinity], condition: (values) => {
			const isMember = members(values)
			return (principal) => !isMember(principal)
		} },
	}
}
