// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Agent } from 'undici'
import type { AppInfo } from './app-info.ts'
import type { ExApp, ExApps, ExAppStatus } from './registry.ts'

import { setTimeout } from 'node:timers/promises'
import { randomText } from '../random.ts'
import { callExApp } from './calls.ts'

/** Between two heartbeats, and how many of them; the real one waits a second and tries for ten minutes. */
const heartbeatInterval = 100
const heartbeatAttempts = 600

const noStatus: ExAppStatus = { deploy: 0, init: 0, action: '', type: '', error: '', deploy_start_time: 0, init_start_time: 0 }
const now = () => Math.floor(Date.now() / 1000)

/** What Nextcloud does with an ExApp from registration to removal, in the order of the real one. */
export class Lifecycle {
	readonly #exApps: ExApps
	readonly #dispatcher: Agent
	readonly #closed: AbortSignal
	readonly #forgetSurfaces: (appId: string) => void

	constructor(exApps: ExApps, dispatcher: Agent, closed: AbortSignal, forgetSurfaces: (appId: string) => void) {
		this.#exApps = exApps
		this.#dispatcher = dispatcher
		this.#closed = closed
		this.#forgetSurfaces = forgetSurfaces
	}

	/** Stores the app, waits for its heartbeat and starts its initialisation. Gives an error or nothing. */
	async register(info: AppInfo, daemon: string): Promise<string | undefined> {
		this.#exApps.add({
			id: info.id,
			name: info.name,
			version: info.version,
			secret: info.secret ?? randomText(128),
			daemon,
			port: info.port ?? 23_000,
			enabled: false,
			status: { ...noStatus, type: 'install', deploy: 100, deploy_start_time: now() },
			routes: info.routes,
		})
		return this.#deploy(info.id)
	}

	/** Brings a new version in: stop, new routes, then as a registration. */
	async update(app: ExApp, info: AppInfo): Promise<string | undefined> {
		if (app.enabled) {
			await this.disable(app)
		}
		this.#exApps.change(app.id, {
			name: info.name,
			version: info.version,
			routes: info.routes,
			status: { ...noStatus, type: 'update', deploy: 100, deploy_start_time: now() },
		})
		return this.#deploy(app.id)
	}

	async #deploy(id: string): Promise<string | undefined> {
		if (!await this.heartbeat(id)) {
			this.#setStatus(id, { error: 'Heartbeat check failed' })
			return `ExApp ${id} heartbeat check failed. Make sure that Nextcloud instance and ExApp can reach it other.`
		}
		this.#setStatus(id, { init: 0, action: 'init', init_start_time: now() })
		this.#exApps.change(id, { enabled: true })
		try {
			const { status } = await callExApp(this.#exApps, this.#dispatcher, this.#exApps.get(id)!, { method: 'POST', path: '/init', timeout: 30_000 })
			if (status === 404 || status === 501) {
				// An ExApp without initialisation.
				await this.progress(id, 100, '')
			} else if (status >= 400) {
				await this.progress(id, 0, `Server error: ${status}`)
			}
		} catch (error) {
			await this.progress(id, 0, String(error))
		}
		return undefined
	}

	/** The ExApp reports how far it is. At 100 it is enabled before the report is answered. */
	async progress(id: string, progress: number, error: string): Promise<void> {
		if (error !== '') {
			this.#setStatus(id, { error })
			return
		}
		const done = progress === 100
		this.#setStatus(id, { init: progress, error: '', action: done ? 'healthcheck' : 'init' })
		const app = this.#exApps.get(id)
		if (done && app && await this.enable(app)) {
			this.#setStatus(id, { action: '', type: '' })
		}
	}

	async enable(app: ExApp): Promise<boolean> {
		this.#exApps.change(app.id, { enabled: true })
		if (!await this.heartbeat(app.id)) {
			return false
		}
		const error = await this.#tellEnabled(app, true)
		if (error !== '') {
			this.#setStatus(app.id, { error: `Failed to enable ExApp: ${error}` })
			this.#exApps.change(app.id, { enabled: false })
			return false
		}
		return true
	}

	/** Ends disabled, whatever the ExApp says; the answer tells whether it agreed. */
	async disable(app: ExApp): Promise<boolean> {
		const error = await this.#tellEnabled(app, false)
		this.#exApps.change(app.id, { enabled: false })
		return error === ''
	}

	async unregister(app: ExApp): Promise<void> {
		if (app.enabled) {
			await this.disable(app)
		}
		this.#forgetSurfaces(app.id)
		this.#exApps.remove(app.id)
	}

	/** Whether the ExApp answers as alive, sooner or later. */
	async heartbeat(id: string): Promise<boolean> {
		for (let attempt = 0; attempt < heartbeatAttempts && !this.#closed.aborted; attempt++) {
			const app = this.#exApps.get(id)
			if (!app) {
				return false
			}
			try {
				const { status, body } = await callExApp(this.#exApps, this.#dispatcher, app, { method: 'GET', path: '/heartbeat', timeout: 30_000, uid: false })
				if (status === 200 && (JSON.parse(body) as { status?: unknown }).status === 'ok') {
					return true
				}
			} catch {
				// Not there yet.
			}
			await setTimeout(heartbeatInterval, undefined, { signal: this.#closed }).catch(() => undefined)
		}
		return false
	}

	/** Waits until the initialisation has ended; gives its error or nothing. */
	async waitForInit(id: string): Promise<string | undefined> {
		while (!this.#closed.aborted) {
			const status = this.#exApps.get(id)?.status
			if (!status) {
				return `ExApp ${id} was removed`
			}
			if (status.error !== '') {
				return status.error
			}
			if (status.init === 100 && status.action === '') {
				return undefined
			}
			await setTimeout(20)
		}
		return 'The server was closed'
	}

	/** Only the `error` of the answer counts, not its status. */
	async #tellEnabled(app: ExApp, enabled: boolean): Promise<string> {
		try {
			const { body } = await callExApp(this.#exApps, this.#dispatcher, app, { method: 'PUT', path: `/enabled?enabled=${enabled ? 1 : 0}`, timeout: 60_000 })
			const { error } = JSON.parse(body) as { error?: unknown }
			return typeof error === 'string' ? error : ''
		} catch (error) {
			return error instanceof SyntaxError ? '' : String(error)
		}
	}

	#setStatus(id: string, change: Partial<ExAppStatus>): void {
		const app = this.#exApps.get(id)
		if (app) {
			this.#exApps.change(id, { status: { ...app.status, ...change } })
		}
	}
}
