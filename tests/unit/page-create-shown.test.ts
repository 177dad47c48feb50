// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackage } from '../../sidecar/contract/work-package.ts'

import { expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { knownList, rememberList } from '../../src/files/known-lists.ts'
import { useLinkChanges } from '../../src/files/use-link-changes.ts'

const workPackage = (id: number) => ({ id, displayId: `#${id}` }) as WorkPackage

it('a work package that was created for a file stands on top of its list, lit for a moment, though another file is selected meanwhile', async () => {
	vi.useFakeTimers()
	const scope = effectScope()
	const plan = { id: '7', name: 'plan.pdf' }
	rememberList(plan.id, { items: [workPackage(1)], total: 1, pages: 1, nextPage: null, complete: true, asOf: Date.now(), shifted: false })
	const settled = vi.fn()
	const { lit, confirmed, showLinked } = scope.run(() => useLinkChanges(ref({ id: '8', name: 'notes.md' }), { settled, refused: () => {} }))!
	showLinked(plan, workPackage(42))
	expect(knownList(plan.id)?.items.map(({ id }) => id)).toEqual([42, 1])
	expect(knownList(plan.id)?.total).toBe(2)
	expect(lit.value).toBe(42)
	expect(confirmed.value).toMatchObject({ kind: 'link', workPackage: { id: 42 } })
	expect(settled).toHaveBeenCalledExactlyOnceWith(plan)
	await vi.advanceTimersByTimeAsync(3000)
	expect(lit.value).toBeNull()
	scope.stop()
	vi.useRealTimers()
})
