// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { OcsRouter } from './router.ts'

import { userOf } from '../access.ts'
import { OcsFailure } from './envelope.ts'

/** `cloud/user`, and `cloud/users` for administrators. */
export function cloudUserRoutes(ocs: OcsRouter, instance: Instance): void {
	const subAdmin = { level: 'admin', message: 'Logged in account must be at least a sub admin' } as const

	ocs.add('GET', '/cloud/user', {}, ({ request }) => {
		const details = describe(instance, userOf(request))
		return { ...details, 'display-name': details.displayname }
	})

	ocs.add('GET', '/cloud/users', subAdmin, ({ parameters }) => {
		const search = String(parameters.search ?? '').toLowerCase()
		return { users: instance.users.list().map((user) => user.uid).filter((uid) => uid.toLowerCase().includes(search)) }
	})

	ocs.add('GET', '/cloud/users/:uid', {}, ({ request, path }) => {
		const asking = userOf(request)
		const user = instance.users.get(path.uid!)
		if (!user) {
			throw new OcsFailure(404, 'User does not exist')
		}
		if (asking.admin || asking.uid === user.uid) {
			return describe(instance, user)
		}
		return { id: user.uid, displayname: user.displayName, email: user.email, phone: '', address: '', website: '', twitter: '' }
	})

	ocs.add('GET', '/cloud/groups', subAdmin, () => ({ groups: ['admin'] }))
}

function describe(instance: Instance, user: User) {
	const used = instance.files.root(user.uid).size
	return {
		enabled: user.enabled,
		id: user.uid,
		firstLoginTimestamp: user.lastLogin,
		lastLoginTimestamp: user.lastLogin,
		lastLogin: user.lastLogin * 1000,
		backend: 'Database',
		subadmin: [],
		quota: { free: -3, used, total: -3, relative: 0, quota: -3 },
		manager: '',
		avatarScope: 'v2-federated',
		email: user.email,
		emailScope: 'v2-federated',
		additional_mail: [],
		additional_mailScope: [],
		displayname: user.displayName,
		displaynameScope: 'v2-federated',
		phone: '',
		address: '',
		website: '',
		organisation: '',
		role: '',
		headline: '',
		biography: '',
		profile_enabled: '1',
		pronouns: '',
		groups: user.admin ? ['admin'] : [],
		language: user.language,
		locale: '',
		timezone: 'UTC',
		notify_email: null,
		backendCapabilities: { setDisplayName: true, setPassword: true },
	}
}
