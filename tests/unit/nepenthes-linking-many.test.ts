// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Origin } from '../../sidecar/nepenthes/file-links.ts'

import { describe, expect, test } from 'vitest'
import { NepenthesRefused, NepenthesUnreachable } from '../../sidecar/nepenthes/errors.ts'
import { linkMany } from '../../sidecar/nepenthes/linking-many.ts'

const files = (count: number): Origin[] => Array.from({ length: count }, (_, i) => ({ id: String(i + 1), name: `plan-${i + 1}.pdf`, mimeType: 'application/pdf', size: 1, modified: new Date(0) }))

/** A server that refuses whole requests for the sake of bad files, each with a message of its own. */
function server(bad: (id: string) => boolean) {
	const requests: string[][] = []
	const make = async (origins: readonly Origin[]): Promise<number[]> => {
		requests.push(origins.map(({ id }) => id))
		const wrong = origins.filter(({ id }) => bad(id))
		if (wrong.length > 0) {
			throw new NepenthesRefused('PropertyConstraintViolation', wrong.map(({ id }) => ({ attribute: 'originId', message: `${id} is bad` })))
		}
		return origins.map(({ id }) => Number(id) + 1000)
	}
	return { make, requests }
}

describe('many files are linked', () => {
	test('20 in a request', async () => {
		const { make, requests } = server(() => false)
		const results = await linkMany(make, files(1000))
		expect(requests).toHaveLength(50)
		expect(Math.max(...requests.map((ids) => ids.length))).toBe(20)
		expect(results.size).toBe(1000)
		expect(results.get('777')).toEqual({ state: 'linked', linkId: 1777 })
	})

	test('and where each of 20 is the bad one in turn, all others are linked, for at most six more requests', async () => {
		for (let bad = 1; bad <= 20; bad++) {
			const { make, requests } = server((id) => id === String(bad))
			const results = await linkMany(make, files(20))
			const failed = [...results].filter(([, { state }]) => state === 'failed')
			expect(failed.map(([id]) => id), `bad: ${bad}`).toEqual([String(bad)])
			expect(results.size).toBe(20)
			expect(requests.length, `bad: ${bad}`).toBeLessThanOrEqual(1 + 6)
		}
	})

	test.for([['1 %', 100], ['a third', 3], ['half', 2], ['all', 1]] as const)('and where %s of them are bad, each of these hears its own reason', async ([, every]) => {
		const { make, requests } = server((id) => Number(id) % every === 0)
		const results = await linkMany(make, files(200))
		const bad = files(200).filter(({ id }) => Number(id) % every === 0).length
		for (const [id, result] of results) {
			if (Number(id) % every === 0) {
				expect(result, id).toMatchObject({ state: 'failed', reason: { violations: expect.arrayContaining([{ attribute: 'originId', message: `${id} is bad` }]) } })
			} else {
				expect(result, id).toEqual({ state: 'linked', linkId: Number(id) + 1000 })
			}
		}
		expect(results.size).toBe(200)
		expect(requests.length).toBeLessThanOrEqual(10 + 6 * bad)
	})

	test.for([['half', 2], ['all', 1]] as const)('and where %s of them are bad, it takes no more than one request for each and for each twenty', async ([, every]) => {
		const { make, requests } = server((id) => Number(id) % every === 0)
		await linkMany(make, files(200))
		expect(requests.length).toBeLessThanOrEqual(200 + 10)
	})

	test('and what fails for another reason than a file of theirs is not tried by halves', async () => {
		let requests = 0
		const results = await linkMany(async () => {
			requests++
			throw new NepenthesUnreachable('away')
		}, files(20))
		expect(requests).toBe(1)
		expect([...results.values()].every((result) => result.state === 'failed' && result.reason instanceof NepenthesUnreachable)).toBe(true)
	})

	test('and no good one is called bad because the answer about the bad one was lost', async () => {
		const { make, requests } = server((id) => id === '7')
		let lost = 0
		const results = await linkMany(async (origins) => {
			// The first request by halves in which the bad one stands.
			if (origins.length < 20 && origins.some(({ id }) => id === '7') && lost++ === 0) {
				throw new NepenthesUnreachable('away')
			}
			return make(origins)
		}, files(20))
		expect(lost).toBe(1)
		expect(requests[0]).toHaveLength(20)
		for (const [id, result] of results) {
			expect(result, id).toMatchObject(Number(id) <= 10 ? { state: 'failed', reason: { code: 'nepenthes-unreachable' } } : { state: 'linked' })
		}
		expect(results.size).toBe(20)
	})

	test('none of them, without a request', async () => {
		const { make, requests } = server(() => false)
		expect((await linkMany(make, [])).size).toBe(0)
		expect(requests).toEqual([])
	})
})
