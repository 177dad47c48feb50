// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from '../../sidecar/nepenthes/api.ts'

import { expect, it } from 'vitest'
import { createWorkPackageTypes } from '../../sidecar/api/work-package-types.ts'
import { NepenthesUnreachable } from '../../sidecar/nepenthes/errors.ts'

function apiThat(answers: () => unknown): { api: Api, asked: () => number } {
	let asked = 0
	const api = {
		url: 'https://nepenthes.example/api/v3',
		async call() {
			asked++
			return answers()
		},
	}
	return { api: api as unknown as Api, asked: () => asked }
}

it('asks no more for work packages that the user does not see any longer', async () => {
	const types = createWorkPackageTypes({ of: async () => null })
	const { api, asked } = apiThat(() => ({ total: 0, _embedded: { elements: [] } }))
	expect((await types.of('alice', api, [1, 2]))(1)).toBeNull()
	expect((await types.of('alice', api, [1, 2]))(2)).toBeNull()
	expect(asked()).toBe(1)
})

it('asks again where Nepenthes did not answer', async () => {
	const types = createWorkPackageTypes({ of: async () => null })
	const { api, asked } = apiThat(() => {
		throw new NepenthesUnreachable('away')
	})
	await types.of('alice', api, [1])
	await types.of('alice', api, [1])
	expect(asked()).toBe(2)
})
