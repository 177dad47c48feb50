// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'

export interface Daemon {
	name: string
	displayName: string
	acceptsDeployId: string
	protocol: string
	host: string
	nextcloudUrl: string
}

/** Who may call a route of an ExApp through the proxy. */
export const accessLevels = { PUBLIC: 0, USER: 1, ADMIN: 2 } as const

export interface ExAppRoute {
	/** PCRE, matched from the start of the path, without regard to case. */
	url: string
	/** Methods, as a list in one text. */
	verb: string
	accessLevel: number
	headersToExclude: string[]
}

/** How far an ExApp has come, as AppAPI keeps it. */
export interface ExAppStatus {
	deploy: number
	init: number
	action: '' | 'init' | 'healthcheck'
	type: '' | 'install' | 'update'
	error: string
	deploy_start_time: number
	init_start_time: number
}

export interface ExApp {
	id: string
	name: string
	version: string
	secret: string
	daemon: string
	port: number
	enabled: boolean
	status: ExAppStatus
	routes: ExAppRoute[]
}

type Row = Record<string, string | number>

function toExApp(row: Row): ExApp {
	return {
		id: String(row.appid),
		name: String(row.name),
		version: String(row.version),
		secret: String(row.secret),
		daemon: String(row.daemon),
		port: Number(row.port),
		enabled: row.enabled === 1,
		status: JSON.parse(String(row.status)) as ExAppStatus,
		routes: JSON.parse(String(row.routes)) as ExAppRoute[],
	}
}

/** Which ExApps and which daemons to deploy them are registered. */
export class ExApps {
	readonly #database: DatabaseSync

	constructor(database: DatabaseSync) {
		this.#database = database
	}

	addDaemon(daemon: Daemon): void {
		this.#database.prepare('INSERT INTO daemons VALUES (?, ?, ?, ?, ?, ?)')
			.run(daemon.name, daemon.displayName, daemon.acceptsDeployId, daemon.protocol, daemon.host, daemon.nextcloudUrl)
	}

	daemon(name: string): Daemon | undefined {
		const row = this.#database.prepare('SELECT * FROM daemons WHERE name = ?').get(name) as Row | undefined
		return row && {
			name: String(row.name),
			displayName: String(row.display_name),
			acceptsDeployId: String(row.accepts_deploy_id),
			protocol: String(row.protocol),
			host: String(row.host),
			nextcloudUrl: String(row.nextcloud_url),
		}
	}

	add(app: ExApp): void {
		this.#database.prepare('INSERT INTO ex_apps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
			.run(app.id, app.name, app.version, app.secret, app.daemon, app.port, Number(app.enabled), JSON.stringify(app.status), JSON.stringify(app.routes))
	}

	get(id: string): ExApp | undefined {
		const row = this.#database.prepare('SELECT * FROM ex_apps WHERE appid = ?').get(id) as Row | undefined
		return row && toExApp(row)
	}

	list(): ExApp[] {
		return (this.#database.prepare('SELECT * FROM ex_apps ORDER BY appid').all() as Row[]).map(toExApp)
	}

	change(id: string, change: Partial<Pick<ExApp, 'enabled' | 'name' | 'routes' | 'status' | 'version'>>): void {
		const app = this.get(id)
		if (app) {
			const { name, version, enabled, status, routes } = { ...app, ...change }
			this.#database.prepare('UPDATE ex_apps SET name = ?, version = ?, enabled = ?, status = ?, routes = ? WHERE appid = ?')
				.run(name, version, Number(enabled), JSON.stringify(status), JSON.stringify(routes), id)
		}
	}

	/** Takes away the app and what it registered; its configuration and preferences stay, as in the real one. */
	remove(id: string): void {
		this.#database.prepare('DELETE FROM ex_apps WHERE appid = ?').run(id)
		this.#database.prepare('DELETE FROM ex_ui WHERE appid = ?').run(id)
	}

	/** Where Nextcloud reaches it. */
	address(app: ExApp): string {
		const daemon = this.daemon(app.daemon)
		return `${daemon?.protocol ?? 'http'}://${daemon?.host ?? '127.0.0.1'}:${app.port}`
	}
}
