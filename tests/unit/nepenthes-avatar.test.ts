// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { expect, it } from 'vitest'
import { createApi } from '../../sidecar/nepenthes/api.ts'
import { fetchAvatar } from '../../sidecar/nepenthes/avatar.ts'

const PNG = Buffer.from([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])

/** What comes of a picture that servers lead to, each from its address to the next one. */
async function follow(addresses: readonly string[]): Promise<{ outcome: string, asked: string[] }> {
	const asked: string[] = []
	const http = {
		async send({ url }: { url: URL }) {
			asked.push(url.href)
			const location = addresses[asked.length]
			return location === undefined ? { status: 200, headers: {}, body: PNG } : { status: 302, headers: { location }, body: Buffer.alloc(0) }
		},
		dispatcher: undefined as never,
		close: async () => {},
	}
	const { origin, pathname } = new URL(addresses[0]!)
	const api = createApi(http, origin + pathname.replace('/api/v3/users/14/avatar', ''), 'the token')
	const outcome = await fetchAvatar(api, http, 14).then(() => 'picture', (error: Error & { code: string }) => error.code)
	return { outcome, asked }
}

it.each([
	['https://np.example', 'https://pictures.example/x'],
	['https://np.example', 'https://pictures.example/x', '/y'],
	['http://np.example', 'http://pictures.example/x'],
	['http://np.example', 'https://pictures.example/x'],
])('a picture is fetched from where it lies, as safely as before: %s → %s', async (instance, ...places) => {
	expect((await follow([`${instance}/api/v3/users/14/avatar`, ...places])).outcome).toBe('picture')
})

it.each([
	['https://np.example', 'http://np.example/x'],
	['https://np.example', 'http://pictures.example/x'],
	['https://np.example', 'https://pictures.example/x', 'http://pictures.example/x'],
	['http://np.example', 'https://pictures.example/x', 'http://pictures.example/y'],
])('who asks safely is led to no unsafe place: %s → %s', async (instance, ...places) => {
	const { outcome, asked } = await follow([`${instance}/api/v3/users/14/avatar`, ...places])
	expect(outcome).toBe('nepenthes-not-found')
	expect(asked).not.toContain(places.at(-1))
})
