// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'

export interface TopMenuEntry {
	name: string
	display_name: string
	icon: string
	admin_required: number
}

export interface PageScript { type: string, name: string, path: string, after_app_id: string }
export interface PageStyle { type: string, name: string, path: string }
export interface PageState { type: string, name: string, key: string, value: unknown }

export interface FilesAction {
	name: string
	display_name: string
	mime: string
	permissions: string
	order: number
	icon: string
	action_handler: string
	version: string
}

export interface SettingsField {
	id: string
	title: string
	type: string
	[property: string]: unknown
}

export interface SettingsForm {
	id: string
	section_type: string
	section_id: string
	title: string
	fields: SettingsField[]
	[property: string]: unknown
}

export interface OccArgument { name: string, mode: string, description?: string, default?: unknown }
export interface OccOption { name: string, shortcut?: string, mode: string, description?: string, default?: unknown }

export interface OccCommand {
	name: string
	description: string
	hidden: number
	arguments: OccArgument[]
	options: OccOption[]
	usages: string[]
	execute_handler: string
}

/** What ExApps add to Nextcloud, by kind. */
export interface Surfaces {
	'top-menu': TopMenuEntry
	script: PageScript
	style: PageStyle
	'initial-state': PageState
	'files-actions-menu': FilesAction
	settings: SettingsForm
	occ_command: OccCommand
}

export type Registered<Kind extends keyof Surfaces> = Surfaces[Kind] & { appid: string, row: number }

type Row = { id: number, appid: string, entry: string }

/** What ExApps registered. Registering again under the same key replaces. */
export class ExAppSurfaces {
	readonly #database: DatabaseSync

	constructor(database: DatabaseSync) {
		this.#database = database
	}

	set<Kind extends keyof Surfaces>(appId: string, kind: Kind, key: string, entry: Surfaces[Kind]): void {
		this.#database.prepare('INSERT INTO ex_ui (appid, kind, key, entry) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET entry = excluded.entry')
			.run(appId, kind, key, JSON.stringify(entry))
	}

	get<Kind extends keyof Surfaces>(appId: string, kind: Kind, key: string): Registered<Kind> | undefined {
		const row = this.#database.prepare('SELECT * FROM ex_ui WHERE appid = ? AND kind = ? AND key = ?').get(appId, kind, key) as Row | undefined
		return row && toEntry<Kind>(row)
	}

	/** Whether there was one. */
	delete(appId: string, kind: keyof Surfaces, key: string): boolean {
		return this.#database.prepare('DELETE FROM ex_ui WHERE appid = ? AND kind = ? AND key = ?').run(appId, kind, key).changes > 0
	}

	/** Of all ExApps that are enabled: what a disabled one registered stays, but is not shown. */
	enabled<Kind extends keyof Surfaces>(kind: Kind): Registered<Kind>[] {
		return (this.#database.prepare('SELECT ex_ui.* FROM ex_ui JOIN ex_apps USING (appid) WHERE kind = ? AND enabled = 1 ORDER BY id').all(kind) as unknown as Row[])
			.map((row) => toEntry<Kind>(row))
	}

	forget(appId: string): void {
		this.#database.prepare('DELETE FROM ex_ui WHERE appid = ?').run(appId)
	}
}

function toEntry<Kind extends keyof Surfaces>(row: Row): Registered<Kind> {
	return { ...JSON.parse(row.entry) as Surfaces[Kind], appid: row.appid, row: row.id }
}
