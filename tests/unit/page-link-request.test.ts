// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { FileNames } from '../../sidecar/contract/file-links.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { readLinkRequest } from '../../src/home/link-request.ts'
import { useFileNames } from '../../src/home/use-file-names.ts'
import { SidecarProblem } from '../../src/sidecar.ts'

/** The call of the sidecar, answered by the test. */
const getFileNames = vi.hoisted(() => vi.fn<(fileIds: readonly string[], signal: AbortSignal) => Promise<FileNames>>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), getFileNames }))

const HOME = '/index.php/apps/app_api/embedded/integration_nepenthes/main'
const goTo = (path: string) => window.history.replaceState(null, '', path)

describe('who comes from AppAPI\'s menu for files', () => {
	it.each([
		['one', '?fileIds=77', ['77']],
		['many', '?fileIds=77,78,9223372036854775807', ['77', '78', '9223372036854775807']],
		['the same twice', '?fileIds=77,78,77', ['77', '78']],
		['an encoded comma', '?fileIds=77%2C78', ['77', '78']],
		['what are no numbers of files', '?fileIds=0,-1,abc,77,,../x', ['77']],
		['none', '', []],
	])('brings the numbers of the files: %s', (_, query, fileIds) => {
		goTo(`${HOME}/link${query}`)
		expect(readLinkRequest()).toEqual(fileIds)
	})

	it('is told from who opens the app', () => {
		goTo(`${HOME}?fileIds=77`)
		expect(readLinkRequest()).toBeNull()
	})
})

describe('the names of files of which only the numbers are known', () => {
	let scope: EffectScope
	beforeEach(() => {
		scope = effectScope()
		getFileNames.mockReset()
	})
	afterEach(() => scope.stop())
	const open = (...fileIds: string[]) => scope.run(() => useFileNames(fileIds))!

	it('are asked for; what cannot be seen goes by its number, so that it is told what became of it', async () => {
		getFileNames.mockResolvedValueOnce({ files: [{ fileId: '77', name: 'plan.pdf', kind: 'file' }] })
		const { named } = open('77', '78')
		await vi.waitFor(() => expect(named.value).toEqual({ state: 'known', files: [{ id: '77', name: 'plan.pdf' }, { id: '78', name: 'File 78' }] }))
	})

	it('can be asked for again', async () => {
		getFileNames.mockRejectedValueOnce(new SidecarProblem('nextcloud-unreachable')).mockResolvedValueOnce({ files: [] })
		const { named, retry } = open('77')
		await vi.waitFor(() => expect(named.value).toMatchObject({ state: 'failed', failure: { kind: 'nextcloud-failing' }, retrying: false }))
		await retry()
		expect(named.value).toMatchObject({ state: 'known' })
	})
})
