// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ConnectionStore } from '../../../sidecar/nepenthes/token-vault.ts'

import { setImmediate } from 'node:timers/promises'

/** Keeps connections as Nextcloud does, and can be told to fail. */
export class ConnectionMemory implements ConnectionStore {
	readonly texts = new Map<string, string>()
	/** How often each was asked for. */
	asked = { read: 0, write: 0, delete: 0 }
	/** What happens before a change counts, and after it; whoever throws here makes it fail, before or after it was done. */
	before: (step: 'read' | 'write' | 'delete') => Promise<void> = async () => {}
	after: (step: 'read' | 'write' | 'delete') => Promise<void> = async () => {}

	async read(userId: string): Promise<string | null> {
		this.asked.read++
		await this.before('read')
		const text = this.texts.get(userId) ?? null
		await setImmediate()
		await this.after('read')
		return text
	}

	async write(userId: string, text: string): Promise<void> {
		this.asked.write++
		await setImmediate()
		await this.before('write')
		this.texts.set(userId, text)
		await this.after('write')
	}

	async delete(userId: string): Promise<void> {
		this.asked.delete++
		await setImmediate()
		await this.before('delete')
		this.texts.delete(userId)
		await this.after('delete')
	}
}
