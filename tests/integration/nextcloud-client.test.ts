// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nextcloud as Client, FileId } from '../../sidecar/nextcloud/index.ts'
import type { AppOnNextcloud } from './exapp-on-nextcloud.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APP_ID } from '../../sidecar/config.ts'
import { createNextcloud, fileIdOf } from '../../sidecar/nextcloud/index.ts'
import { SECRET, startAppOnNextcloud } from './exapp-on-nextcloud.ts'

let app: AppOnNextcloud
let client: Client

beforeAll(async () => {
	app = await startAppOnNextcloud()
	await app.register()
	client = createNextcloud({ url: app.nextcloud.url, appId: APP_ID, appVersion: '0.1.0', secret: SECRET })
})

afterAll(async () => {
	await client.close()
	await app.close()
})

const idOf = (user: string, path: string): FileId => fileIdOf(app.nextcloud.fileId(user, path)!)!

describe('a user', () => {
	it('is known by name, groups and language', async () => {
		app.nextcloud.setLanguage('alice', 'de')
		expect(await client.user('alice')).toEqual({ id: 'alice', displayName: 'Alice Archer', groups: [], language: 'de', administrator: false })
	})

	it('is an administrator by membership of the group admin', async () => {
		expect(await client.user('admin')).toMatchObject({ id: 'admin', administrator: true, groups: ['admin'] })
	})

	it('whom Nextcloud does not know is an error that concerns them alone', async () => {
		await expect(client.user('nobody')).rejects.toMatchObject({ code: 'nextcloud-unauthorized', party: 'user' })
		await expect(client.user('alice')).resolves.toMatchObject({ id: 'alice' })
	})

	it.each(['', 'alice:other'])('with an id that none can have is never asked for: "%s"', async (userId) => {
		app.nextcloud.requests.clear()
		await expect(client.user(userId)).rejects.toMatchObject({ code: 'nextcloud-unauthorized', party: 'user' })
		expect(app.nextcloud.requests.count()).toBe(0)
	})
})

describe('preferences', () => {
	const values = {
		unicode: 'Übergröße 花园 تقرير 🌱',
		markup: '<b>"quoted" & \'more\'</b>\n\t\\',
		json: JSON.stringify({ accessToken: 'x'.repeat(2_000), expires: 1_795_000_000 }),
		number: '5',
		empty: '',
	}

	it('come back as they were written, for that user alone', async () => {
		for (const [key, value] of Object.entries(values)) {
			await client.preferences.set('alice', key, { value, sensitive: true })
		}
		expect(Object.fromEntries(await client.preferences.get('alice', Object.keys(values)))).toEqual(values)
		expect(await client.preferences.get('bob', Object.keys(values))).toEqual(new Map())
	})

	it('that are secret survive being written again', async () => {
		await client.preferences.set('alice', 'connection', { value: 'first', sensitive: true })
		await client.preferences.set('alice', 'connection', { value: 'second', sensitive: true })
		expect(await client.preferences.get('alice', ['connection', 'nothing'])).toEqual(new Map([['connection', 'second']]))
	})

	it('that are deleted are gone, and deleting them again is no error', async () => {
		await client.preferences.set('alice', 'connection', { value: 'x', sensitive: true })
		expect(await client.preferences.delete('alice', ['connection', 'nothing'])).toBe(1)
		expect(await client.preferences.delete('alice', ['connection'])).toBe(0)
		expect(await client.preferences.get('alice', ['connection'])).toEqual(new Map())
	})
})

it('the app\'s configuration comes back as it was written', async () => {
	await client.appConfig.set('nepenthes_url', { value: 'https://nepenthes.example/ü', sensitive: false })
	expect(await client.appConfig.get(['nepenthes_url', 'nothing'])).toEqual(new Map([['nepenthes_url', 'https://nepenthes.example/ü']]))
	expect(await client.appConfig.delete(['nepenthes_url'])).toBe(1)
	expect(await client.appConfig.delete(['nepenthes_url'])).toBe(0)
})

describe('a file', () => {
	it('is found by its id, with what there is to know of it', async () => {
		const id = idOf('alice', 'Documents/letter.txt')
		expect(await client.files.find('alice', id)).toEqual({
			id,
			kind: 'file',
			name: 'letter.txt',
			path: '/Documents/letter.txt',
			mimeType: 'text/plain',
			size: 36,
			modified: expect.any(Date),
			permissions: expect.stringMatching(/^[A-Z]+$/),
			owner: { id: 'alice', displayName: 'Alice Archer' },
		})
	})

	it('may be a folder', async () => {
		expect(await client.files.find('alice', idOf('alice', 'Projects/Garden'))).toMatchObject({ kind: 'folder', name: 'Garden', path: '/Projects/Garden', mimeType: 'httpd/unix-directory' })
	})

	it('does not exist for those who cannot see it', async () => {
		const id = idOf('alice', 'Documents/letter.txt')
		expect(await client.files.find('bob', id)).toBeNull()
		expect(await client.files.find('alice', fileIdOf('9223372036854775807')!)).toBeNull()
	})

	it('that is shared has its owner, and the place where the other finds it', async () => {
		const id = idOf('alice', 'Shared with Bob/agreement.pdf')
		expect(await client.files.find('bob', id)).toMatchObject({ id, name: 'agreement.pdf', owner: { id: 'alice' }, permissions: expect.stringContaining('S') })
	})

	it('may have any name', async () => {
		const names = ['تقرير الحديقة.txt', '花园计划.md', '🌱 seedlings 🪴.txt', '100% #1 & more?.txt', '<b>html<b>.txt', '<img src=x onerror=alert(1)>.txt', 'a+b=c; d, e\'f.txt']
		const ids = names.map((name) => idOf('alice', `Names/${name}`))
		const found = await client.files.findAll('alice', ids)
		expect(ids.map((id) => found.get(id)?.name)).toEqual(names)
		expect(found.get(ids[4]!)?.path).toBe('/Names/<b>html<b>.txt')
	})

	it('is found among hundreds with few requests', async () => {
		const visible = Array.from({ length: 250 }, (_, index) => idOf('alice', `Many files/plan-${String(index + 1).padStart(3, '0')}.txt`))
		const invisible = idOf('bob', 'Building')
		app.nextcloud.requests.clear()
		const found = await client.files.findAll('alice', [...visible, ...visible, invisible])
		expect([...found.keys()].toSorted()).toEqual(visible.toSorted())
		expect(app.nextcloud.requests.count('/remote.php/dav/')).toBe(3)
	})

	it('that is in two places is one file, and takes the place of no other', async () => {
		const { nextcloud } = app
		nextcloud.addManyFiles('alice', 'Shared with Bob/Twice', 100).slice(0, 60).forEach((_, index) => {
			nextcloud.shareWithUser('alice', `Shared with Bob/Twice/plan-${String(index + 1).padStart(4, '0')}.txt`, 'bob')
		})
		const ids = Array.from({ length: 100 }, (_, index) => idOf('bob', `Shared with Bob/Twice/plan-${String(index + 1).padStart(4, '0')}.txt`))
		nextcloud.requests.clear()
		const found = await client.files.findAll('bob', ids)
		expect([...found.keys()].toSorted()).toEqual(ids.toSorted())
		expect([...found.values()].every(({ path, name }) => path.endsWith(`/${name}`))).toBe(true)
		expect(nextcloud.requests.count('/remote.php/dav/')).toBe(1)
	})

	it('is not asked for when there is none to ask for', async () => {
		app.nextcloud.requests.clear()
		expect(await client.files.findAll('alice', [])).toEqual(new Map())
		expect(app.nextcloud.requests.count()).toBe(0)
	})
})

describe('an id of a file', () => {
	it.each(['77', '9007199254740993', 12])('may be %s', (value) => {
		expect(fileIdOf(value)).toBe(String(value))
	})

	it.each(['', '0', '-1', '007', '1.5', '1e3', ' 7', '7</d:literal>', '99999999999999999999', Number.NaN])('is never "%s"', (value) => {
		expect(fileIdOf(value)).toBeNull()
	})
})

describe('what is sent', () => {
	it('says that it comes from the sidecar, and carries no cookie that Nextcloud ever set', async () => {
		app.nextcloud.requests.clear()
		await client.user('alice')
		await client.user('alice')
		await client.preferences.get('alice', ['connection'])
		await client.files.find('alice', fileIdOf(1)!)
		const sent = app.nextcloud.requests.list()
		expect(sent).toHaveLength(4)
		for (const { headers } of sent) {
			expect(headers).toMatchObject({ 'x-nepenthes-sidecar': '1', 'ex-app-id': APP_ID, 'ex-app-version': '0.1.0', 'ocs-apirequest': 'true' })
			expect(headers).not.toHaveProperty('cookie')
		}
	})
})

it('a Nextcloud in a sub-path is the same', async () => {
	const below = await startAppOnNextcloud({ webroot: '/nextcloud' })
	const other = createNextcloud({ url: below.nextcloud.url, appId: APP_ID, appVersion: '0.1.0', secret: SECRET })
	try {
		expect(await below.register()).toMatchObject({ exitCode: 0 })
		expect(await other.user('alice')).toMatchObject({ id: 'alice' })
		const id = fileIdOf(below.nextcloud.fileId('alice', 'Documents/letter.txt')!)!
		expect(await other.files.find('alice', id)).toMatchObject({ path: '/Documents/letter.txt' })
	} finally {
		await other.close()
		await below.close()
	}
})
