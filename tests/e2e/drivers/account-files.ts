// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Account } from '../driver.ts'

import { FILES } from '../driver.ts'

export function basic({ id, password }: Account): string {
	return `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`
}

/** One WebDAV request about something of an account; gives the body of the answer. */
async function dav(url: string, account: Account, method: string, path: string, { headers = {}, body }: { headers?: Record<string, string>, body?: string } = {}): Promise<string> {
	const address = [account.id, ...path.split('/').filter(Boolean)].map(encodeURIComponent).join('/')
	const answer = await fetch(`${url}/remote.php/dav/files/${address}`, {
		method,
		headers: { Authorization: basic(account), ...headers },
		...body !== undefined && { body },
	})
	// 405: the folder is there already.
	if (answer.status >= 400 && !(method === 'MKCOL' && answer.status === 405)) {
		throw new Error(`${method} of "${path}" for ${account.id} ended with status ${answer.status}`)
	}
	return answer.text()
}

/** Puts a small file into an account. */
export async function uploadFile(url: string, account: Account, path: string, content = 'A few words\n'): Promise<void> {
	await dav(url, account, 'PUT', path, { body: content })
}

export async function makeFolder(url: string, account: Account, path: string): Promise<void> {
	await dav(url, account, 'MKCOL', path)
}

/** Uploads under way at a time. */
const UPLOADS = 8

/** Makes a folder and puts small files into it. */
export async function uploadFolder(url: string, account: Account, folder: string, names: readonly string[]): Promise<void> {
	await makeFolder(url, account, folder)
	const left = names.values()
	await Promise.all(Array.from({ length: UPLOADS }, async () => {
		for (const name of left) {
			await uploadFile(url, account, `${folder}/${name}`)
		}
	}))
}

/** Puts the files of the scenarios into an account. */
export async function uploadFiles(url: string, account: Account): Promise<void> {
	await uploadFile(url, account, FILES.file, 'Where the pitchers hang\n')
	await uploadFile(url, account, FILES.otherFile, 'Which leaf is whose\n')
	await makeFolder(url, account, FILES.folder)
}

/** Number of a file or folder. */
export async function fileIdOf(url: string, account: Account, path: string): Promise<string> {
	const answer = await dav(url, account, 'PROPFIND', path, {
		headers: { Depth: '0', 'Content-Type': 'application/xml' },
		body: '<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop><oc:fileid/></d:prop></d:propfind>',
	})
	const [, id] = answer.match(/fileid>(\d+)</) ?? []
	if (id === undefined) {
		throw new Error(`"${path}" of ${account.id} has no number`)
	}
	return id
}
