// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Account, Driver } from '../driver.ts'

import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { startNepenthes } from '../../peers/nepenthes/index.ts'
import { SHARED } from '../driver.ts'
import { basic, fileIdOf, makeFolder, uploadFile, uploadFiles, uploadFolder } from './account-files.ts'
import { enterChoice } from './choices.ts'
import { endConnection } from './connection.ts'
import { enterDecision } from './decisions.ts'
import { addressIsKnown } from './nepenthes-address.ts'
import { nextcloudSteps } from './steps.ts'

export interface RealNextcloud {
	/** The gateway in front of it. */
	url: string
	/** Nextcloud itself. */
	directUrl: string | null
	administrator: Omit<Account, 'login'>
	/** What runs occ, to be followed by its arguments, such as `docker exec -u www-data nextcloud php occ`. */
	occ: string
}

const APP = 'integration_nepenthes'

/**
 * A Nextcloud that runs elsewhere, with the app registered there by hand and the gateway in front. It must reach
 * addresses of this machine, since the Nepenthes of the scenarios runs here. Works with accounts that it makes and
 * removes again; the address of Nepenthes is removed in the end.
 */
export async function realDriver({ url, directUrl, administrator: { id, password }, occ }: RealNextcloud): Promise<Driver> {
	const run = randomBytes(4).toString('hex')
	const account = (login: string): Account => ({ id: `nepenthes-e2e-${login}-${run}`, password: randomBytes(18).toString('base64url'), login })
	const user = account('alice')
	const colleague = account('bob')
	const stranger = account('carol')
	const people = [user, colleague, stranger]
	const administrator: Account = { id, password, login: 'admin' }

	/** One call of an OCS route, as an account. */
	const ocs = async (caller: Account, method: string, path: string, body?: object): Promise<void> => {
		const { ok, status } = await fetch(`${url}/ocs/v2.php/${path}`, {
			method,
			headers: {
				Accept: 'application/json',
				Authorization: basic(caller),
				'OCS-APIRequest': 'true',
				...body !== undefined && { 'Content-Type': 'application/json' },
			},
			...body !== undefined && { body: JSON.stringify(body) },
		})
		if (!ok) {
			throw new Error(`${method} ${path} ended with status ${status}`)
		}
	}
	const enterAddress = (value: string | null) => ocs(administrator, 'POST', 'settings/api/declarative/value', {
		app: APP,
		// The form and field that the sidecar declares (nextcloud-contract.md 3.5).
		formId: 'administrator',
		fieldId: 'nepenthes_url',
		value: value ?? '',
	})

	for (const person of people) {
		await ocs(administrator, 'POST', 'cloud/users', { userid: person.id, password: person.password })
	}
	for (const owner of [user, colleague, administrator]) {
		await uploadFiles(url, owner)
	}
	await makeFolder(url, user, SHARED.folder)
	await uploadFile(url, user, `${SHARED.folder}/${SHARED.name}`)
	await ocs(user, 'POST', 'apps/files_sharing/api/v1/shares', { path: `${SHARED.folder}/${SHARED.name}`, shareType: 0, shareWith: colleague.id })

	const nepenthes = await startNepenthes()
	const storage = nepenthes.addStorage({ name: 'Cloud', host: `${url}/` })
	const runOcc = (...args: string[]) => promisify(execFile)('sh', ['-c', `${occ} "$@"`, 'occ', ...args])
	await runOcc(`${APP}:setup`, `--url=${nepenthes.url}`, `--client-id=${storage.clientId}`, `--client-secret=${storage.clientSecret}`)

	return {
		...nextcloudSteps(url),
		url,
		user,
		colleague,
		stranger,
		administrator,
		withoutGateway: directUrl === null ? null : nextcloudSteps(directUrl),
		nepenthes,
		storage: { id: storage.id, name: 'Cloud' },
		setTheme: (owner, theme) => ocs(owner, 'PUT', `apps/theming/api/v1/theme/${theme}/enable`),
		setLanguage: (owner, language) => ocs(owner, 'PUT', `cloud/users/${owner.id}`, { key: 'language', value: language }),
		fileId: (owner, path) => fileIdOf(url, owner, path),
		upload: (owner, name) => uploadFile(url, owner, name),
		uploadFolder: (owner, folder, names) => uploadFolder(url, owner, folder, names),
		disconnect: (owner) => endConnection(url, owner),
		choose: (owner, setting, value) => enterChoice(url, owner, setting, value),
		async decide(decided) {
			await enterDecision(url, administrator, decided)
			// It asks anew what the app else believes for a minute.
			await runOcc(`${APP}:status`)
		},
		async setNepenthesUrl(value) {
			await enterAddress(value)
			await addressIsKnown(url, user, { entered: value, ownUrl: nepenthes.url })
		},
		async close() {
			await enterAddress(null)
			for (const person of people) {
				await ocs(administrator, 'DELETE', `cloud/users/${person.id}`)
			}
			await nepenthes.close()
		},
	}
}
