// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { OcsRouter } from '../ocs/router.ts'
import type { Parameters } from '../parameters.ts'
import type { OccArgument, OccOption, Registered, SettingsForm, Surfaces } from './surfaces.ts'

import { OcsFailure } from '../ocs/envelope.ts'
import { text } from '../parameters.ts'
import { byExApp, exAppOf } from './ocs-routes.ts'

/** How one kind of surface is registered, found and shown. */
interface Kind<Name extends keyof Surfaces> {
	/** Reads what the ExApp sends. */
	read: (from: Parameters) => Surfaces[Name]
	/** Under which key it replaces an earlier one; from the entry's own words. */
	key: (from: Parameters) => string
	show: (entry: Registered<Name>) => unknown
	missing: string
}

const trimmed = (path: string) => path.replace(/^\//, '')
const byName = (from: Parameters) => text(from, 'name')
const onPage = (part: string) => (from: Parameters) => ['type', 'name', part].map((name) => trimmed(text(from, name))).join(' ')

/** As a row of the real one's table. */
function shown<Entry extends { appid: string, row: number }>({ row, appid, ...entry }: Entry) {
	return { id: row, appid, ...entry }
}

const topMenu: Kind<'top-menu'> = {
	read: (from) => ({ name: required(from, 'name'), display_name: required(from, 'displayName'), icon: trimmed(text(from, 'icon')), admin_required: Number(from.adminRequired ?? 0) }),
	key: byName,
	show: shown,
	missing: 'No such Top Menu entry',
}

const script: Kind<'script'> = {
	read: (from) => ({ type: required(from, 'type'), name: required(from, 'name'), path: trimmed(required(from, 'path')), after_app_id: text(from, 'afterAppId') }),
	key: onPage('path'),
	show: shown,
	missing: 'No such Script',
}

const style: Kind<'style'> = {
	read: (from) => ({ type: required(from, 'type'), name: required(from, 'name'), path: trimmed(required(from, 'path')) }),
	key: onPage('path'),
	show: shown,
	missing: 'No such Style',
}

const initialState: Kind<'initial-state'> = {
	read(from) {
		if (from.value === null || typeof from.value !== 'object') {
			throw new OcsFailure(996, 'Internal Server Error\n')
		}
		return { type: required(from, 'type'), name: required(from, 'name'), key: required(from, 'key'), value: from.value }
	},
	key: onPage('key'),
	show: shown,
	missing: 'No such InitialState',
}

const filesAction: Kind<'files-actions-menu'> = {
	read: (from) => ({
		name: required(from, 'name'),
		display_name: required(from, 'displayName'),
		mime: text(from, 'mime') || 'file',
		permissions: text(from, 'permissions') || '31',
		order: Number(from.order ?? 0),
		icon: trimmed(text(from, 'icon')),
		action_handler: trimmed(required(from, 'actionHandler')),
		version: '2.0',
	}),
	key: byName,
	show: shown,
	missing: 'FileActionMenu not found',
}

const settings: Kind<'settings'> = {
	// Not checked, as AppAPI does not: a bad form shows on the settings pages.
	read: (from) => ({ ...from.formScheme as SettingsForm, storage_type: 'external' }),
	key: (from) => from.formScheme === undefined ? text(from, 'formId') : (from.formScheme as SettingsForm).id,
	show: (form) => Object.fromEntries(Object.entries(form).filter(([name]) => name !== 'appid' && name !== 'row')),
	missing: 'Settings Form not found',
}

const occCommand: Kind<'occ_command'> = {
	read: (from) => ({
		name: required(from, 'name'),
		description: required(from, 'description'),
		hidden: Number(from.hidden ?? 0),
		arguments: (from.arguments ?? []) as OccArgument[],
		options: (from.options ?? []) as OccOption[],
		usages: (from.usages ?? []) as string[],
		execute_handler: required(from, 'execute_handler'),
	}),
	key: byName,
	show: shown,
	missing: 'No such command',
}

/** What ExApps add to pages, menus, settings and occ. */
export function surfaceRoutes(ocs: OcsRouter, instance: Instance): void {
	const add = <Name extends keyof Surfaces>(name: Name, path: string, kind: Kind<Name>, registerPath = path) => {
		ocs.add('POST', registerPath, byExApp, (call) => {
			instance.surfaces.set(exAppOf(call), name, kind.key(call.parameters), kind.read(call.parameters))
			return []
		})
		ocs.add('GET', path, byExApp, (call) => {
			const entry = instance.surfaces.get(exAppOf(call), name, kind.key(call.parameters))
			if (!entry) {
				throw new OcsFailure(404, kind.missing)
			}
			return kind.show(entry)
		})
		ocs.add('DELETE', path, byExApp, (call) => {
			if (!instance.surfaces.delete(exAppOf(call), name, kind.key(call.parameters))) {
				throw new OcsFailure(404, kind.missing)
			}
			return []
		})
	}
	const ui = '/apps/app_api/api/v1/ui'
	add('top-menu', `${ui}/top-menu`, topMenu)
	add('script', `${ui}/script`, script)
	add('style', `${ui}/style`, style)
	add('initial-state', `${ui}/initial-state`, initialState)
	add('files-actions-menu', `${ui}/files-actions-menu`, filesAction, '/apps/app_api/api/v2/ui/files-actions-menu')
	add('settings', `${ui}/settings`, settings)
	add('occ_command', '/apps/app_api/api/v1/occ_command', occCommand)
}

/** A parameter that the real one declares without a default: PHP fails when it is absent. */
function required(from: Parameters, name: string): string {
	if (from[name] === undefined) {
		throw new OcsFailure(996, 'Internal Server Error\n')
	}
	return text(from, name)
}
