// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from './instance.ts'
import type { User } from './users.ts'

export interface NavigationEntry {
	id: string
	order: number
	href: string
	icon: string
	type: 'link' | 'settings'
	name: string
	app?: string
	active: boolean
	unread: number
	classes: string
	default?: boolean
}

/** The app menu of a user: the apps of the server, then what ExApps added. */
export function navigationOf(instance: Instance, user: User, active: string): NavigationEntry[] {
	const { addresses } = instance
	const entry = (id: string, order: number, name: string, app: string, href: string, icon: string, isDefault = false): NavigationEntry => ({
		id,
		order,
		href,
		icon,
		type: 'link',
		name,
		app,
		active: id === active,
		unread: 0,
		classes: '',
		default: isDefault,
	})
	return [
		entry('dashboard', -10, 'Dashboard', 'dashboard', addresses.page('/apps/dashboard/'), addresses.file('/apps/dashboard/img/dashboard.svg'), true),
		entry('files', 0, 'Files', 'files', addresses.page('/apps/files/'), addresses.file('/apps/files/img/app.svg')),
		entry('peer_text', 5, 'Text', 'peer_text', addresses.page('/apps/peer_text/'), addresses.file('/apps/peer_text/img/app.svg')),
		entry('peer_chat', 6, 'Chat', 'peer_chat', addresses.page('/apps/peer_chat/'), addresses.file('/apps/peer_chat/img/app.svg')),
		...instance.surfaces.enabled('top-menu').filter((menu) => menu.admin_required === 0 || user.admin).map((menu) => entry(
			`app_api_${menu.appid}_${menu.name}`,
			100,
			menu.display_name,
			'app_api',
			addresses.page(`/apps/app_api/embedded/${menu.appid}/${menu.name}`),
			menu.icon === '' ? addresses.file('/apps/app_api/img/app.svg') : addresses.page(`/apps/app_api/proxy/${menu.appid}/${menu.icon}`),
		)),
	]
}

/** The menu of the user at the end of the header, keyed by id. */
export function settingsNavigationOf(instance: Instance, user: User, requestToken: string, active = ''): Record<string, NavigationEntry> {
	const { addresses } = instance
	const entry = (id: string, order: number, name: string, href: string): [string, NavigationEntry] => [id, {
		type: 'settings',
		id,
		order,
		href,
		name,
		active: id === active,
		unread: 0,
		icon: addresses.file(`/core/img/actions/${id}.svg`),
		classes: '',
	}]
	return Object.fromEntries([
		entry('profile', 1, 'View profile', addresses.page(`/u/${encodeURIComponent(user.uid)}`)),
		entry('settings', 3, user.admin ? 'Personal settings' : 'Settings', addresses.page('/settings/user')),
		...user.admin ? [entry('admin_settings', 4, 'Administration settings', addresses.page('/settings/admin/overview'))] : [],
		entry('logout', 99_999, 'Log out', `${addresses.page('/logout')}?requesttoken=${encodeURIComponent(requestToken)}`),
	])
}
