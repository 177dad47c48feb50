// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Changed } from '../../sidecar/api/bulk-linking.ts'
import type { FileId } from '../../sidecar/nextcloud/index.ts'

import { expect, test, vi } from 'vitest'
import { changesOf, resultsOf } from '../../sidecar/api/link-results.ts'
import { NepenthesForbidden } from '../../sidecar/nepenthes/errors.ts'

const ids = ['1', '2', '3'] as FileId[]

const failing = (reason: Error): [FileId, Changed][] => ids.map((id) => [id, { state: 'failed', reason }])

test('a mistake of ours is told of each file, and to the log once, without what it quotes', () => {
	const log = { error: vi.fn() }
	const mistake = new TypeError('"secret plan.pdf\n    at secret.pdf" is not iterable')
	expect(resultsOf(ids, new Map(failing(mistake)), log)).toEqual(ids.map((fileId) => ({ fileId, state: 'failed', code: 'internal' })))
	expect(log.error).toHaveBeenCalledTimes(1)
	const told = JSON.stringify(log.error.mock.calls)
	expect(told).toContain('TypeError')
	expect(told).toContain('api-link-results.test.ts')
	expect(told).not.toContain('secret')
})

test('mistakes at two places are two', () => {
	const log = { error: vi.fn() }
	resultsOf(ids, new Map([...failing(new TypeError('a')).slice(0, 2), ...failing(new RangeError('b')).slice(2)]), log)
	expect(log.error).toHaveBeenCalledTimes(2)
})

test('a mistake before any file was looked at is told in the same way', async () => {
	const log = { error: vi.fn() }
	expect(await changesOf(ids, Promise.reject(new TypeError('a')), log)).toEqual(ids.map((fileId) => ({ fileId, state: 'failed', code: 'internal' })))
	expect(log.error).toHaveBeenCalledTimes(1)
})

test('what others refuse is nothing for the log', () => {
	const log = { error: vi.fn() }
	expect(resultsOf(ids, new Map(failing(new NepenthesForbidden('no'))), log)[0]).toEqual({ fileId: '1', state: 'failed', code: 'nepenthes-forbidden' })
	expect(log.error).not.toHaveBeenCalled()
})
