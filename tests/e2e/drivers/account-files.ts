// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Account } from '../driver.ts'

import { FILES } from '../driver.ts'

export function basic({ id, password }: Account): string {
	return `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`
}

/** Puts the files of the scenarios into an account, over WebDAV. */
export async function uploadFiles(url: string, account: Account): Promise<void> {
	const put = async (method: 'PUT' | 'MKCOL', name: string, body?: string) => {
		const { status } = await fetch(`${url}/remote.php/dav/files/${encodeURIComponent(account.id)}/${encodeURIComponent(name)}`, {
			method,
			headers: { Authorization: basic(account) },
			...body !== undefined && { body },
		})
		// 405: the folder is there already.
		if (status >= 400 && status !== 405) {
			throw new Error(`${method} of "${name}" for ${account.id} ended with status ${status}`)
		}
	}
	await put('PUT', FILES.file, 'Where the pitchers hang\n')
	await put('PUT', FILES.otherFile, 'Which leaf is whose\n')
	await put('MKCOL', FILES.folder)
}
