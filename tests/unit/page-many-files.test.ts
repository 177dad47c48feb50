// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { FileLinksPreview, FileLinksResult } from '../../sidecar/contract/file-links.ts'
import type { ProblemCode } from '../../sidecar/contract/problem.ts'
import type { WorkPackage, WorkPackageSearch } from '../../sidecar/contract/work-package.ts'
import type { FileReference } from '../../src/files/use-link-changes.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { forgetAllLists, isOutdated, rememberList } from '../../src/files/known-lists.ts'
import { distinct } from '../../src/files/many/distinct.ts'
import { useFileRun } from '../../src/files/many/use-file-run.ts'
import { useLinkedToAny } from '../../src/files/many/use-linked-to-any.ts'
import { usePreview } from '../../src/files/many/use-preview.ts'
import { SidecarProblem, SidecarUnreachable } from '../../src/sidecar.ts'

type Change = (workPackageId: number, fileIds: readonly string[]) => Promise<FileLinksResult>

/** The calls of the sidecar. */
const linkFiles = vi.hoisted(() => vi.fn<Change>())
const unlinkFiles = vi.hoisted(() => vi.fn<Change>())
const getLinkedAmong = vi.hoisted(() => vi.fn<(workPackageId: number, fileIds: readonly string[], signal: AbortSignal) => Promise<FileLinksPreview>>())
const getWorkPackagesOfFiles = vi.hoisted(() => vi.fn<(fileIds: readonly string[], signal: AbortSignal) => Promise<WorkPackageSearch>>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), linkFiles, unlinkFiles, getLinkedAmong, getWorkPackagesOfFiles }))

const WORK_PACKAGE = 42

/** Files whose numbers begin at 1. */
const files = (count: number): FileReference[] => Array.from({ length: count }, (_, index) => ({ id: String(index + 1), name: `plan-${index + 1}.pdf` }))
const idsOf = (list: readonly FileReference[]) => list.map(({ id }) => id)

/** A Nepenthes that keeps what is linked; the test says what goes wrong. */
class Links {
	readonly linked = new Set<string>()
	/** How many files each request was about. */
	readonly requests: number[] = []
	inFlight = 0
	mostInFlight = 0
	/** What is refused, by file. */
	refused = new Map<string, ProblemCode>()
	/** What happens to a request, the first being number 1; whoever throws here fails it. */
	before: (request: number) => Promise<void> | void = () => {}
	/** The same when its work is done and the answer leaves. */
	after: (request: number) => Promise<void> | void = () => {}

	change(state: 'linked' | 'removed'): Change {
		return async (workPackageId, fileIds) => {
			expect(workPackageId).toBe(WORK_PACKAGE)
			const number = this.requests.push(fileIds.length)
			this.inFlight++
			this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
			try {
				await new Promise((resolve) => setTimeout(resolve))
				await this.before(number)
				const results = fileIds.map((fileId) => {
					const code = this.refused.get(fileId)
					if (code !== undefined) {
						return { fileId, state: 'failed' as const, code, detail: 'Why.' }
					}
					this.linked[state === 'linked' ? 'add' : 'delete'](fileId)
					return { fileId, state }
				})
				await this.after(number)
				return { results }
			} finally {
				this.inFlight--
			}
		}
	}
}

let scope: EffectScope
let links: Links

beforeEach(() => {
	scope = effectScope()
	links = new Links()
	for (const call of [linkFiles, unlinkFiles, getLinkedAmong, getWorkPackagesOfFiles]) {
		call.mockReset()
	}
	linkFiles.mockImplementation(links.change('linked'))
	unlinkFiles.mockImplementation(links.change('removed'))
})

afterEach(() => {
	scope.stop()
	forgetAllLists()
})

const open = () => scope.run(useFileRun)!

/** What became of a run, in numbers; fails while it is under way. */
function endOf({ run }: ReturnType<typeof useFileRun>) {
	if (run.value.step !== 'ended') {
		throw new Error(`The run is ${run.value.step}`)
	}
	const { done, failures, left } = run.value
	return { done: done.length, failed: failures.length, left: left.length, kinds: [...new Set(failures.map(({ failure }) => failure.kind))] }
}

describe('a run over a thousand files', () => {
	it('takes requests of a hundred, never more than two at a time', async () => {
		const all = open()
		await all.start('link', WORK_PACKAGE, files(1000))
		expect(links.requests).toEqual(Array.from({ length: 10 }, () => 100))
		expect(links.mostInFlight).toBe(2)
		expect(endOf(all)).toEqual({ done: 1000, failed: 0, left: 0, kinds: [] })
		expect(links.linked.size).toBe(1000)
	})

	it.each([
		[40, [20, 20]],
		[100, [20, 20, 20, 20, 20]],
		[500, [60, 60, 60, 60, 60, 60, 60, 60, 20]],
		[3000, Array.from({ length: 30 }, () => 100)],
	])('moves in steps that one sees, without more requests than those need: %i files', async (count, requests) => {
		await open().start('link', WORK_PACKAGE, files(count))
		expect(links.requests).toEqual(requests)
		expect(links.mostInFlight).toBeLessThanOrEqual(5)
	})

	it('changes what is shown once for what is sent and once for what is answered, not for every file', async () => {
		const all = open()
		const seen = new Set<unknown>()
		links.before = () => void seen.add(all.run.value)
		links.after = () => void seen.add(all.run.value)
		await all.start('link', WORK_PACKAGE, files(1000))
		expect(seen.size).toBeLessThanOrEqual(20)
	})

	it('says how many are answered and names one that is under way', async () => {
		const all = open()
		const shown: unknown[] = []
		links.before = () => {
			const { run } = all
			shown.push(run.value.step === 'under-way' ? [run.value.answered, run.value.total, run.value.current?.name] : run.value.step)
		}
		await all.start('link', WORK_PACKAGE, files(250))
		expect(shown[0]).toEqual([0, 250, 'plan-1.pdf'])
		expect(shown).toContainEqual([40, 250, 'plan-41.pdf'])
		expect(shown).toContainEqual([80, 250, 'plan-81.pdf'])
	})

	it('is begun once, however often the button is pressed', async () => {
		const all = open()
		await Promise.all([all.start('link', WORK_PACKAGE, files(40)), all.start('link', WORK_PACKAGE, files(40))])
		expect(links.requests).toEqual([20, 20])
	})

	it('lets the browser ask before the page is closed, but only while something is under way', async () => {
		const all = open()
		const asks = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
		expect(asks()).toBe(false)
		let asked = false
		links.before = () => {
			asked = asks()
		}
		await all.start('link', WORK_PACKAGE, files(3))
		expect(asked).toBe(true)
		expect(asks()).toBe(false)
	})

	it('lets lists that are known of these files be asked for again', async () => {
		for (const fileId of ['1', '7']) {
			rememberList(fileId, { items: [], total: 0, pages: 1, nextPage: null, complete: true, asOf: Date.now(), shifted: false })
		}
		await open().start('link', WORK_PACKAGE, files(3))
		expect([isOutdated('1'), isOutdated('7')]).toEqual([true, false])
	})
})

describe('what fails', () => {
	it.each([
		['1 %', 100],
		['50 %', 2],
	])('is told of each file, and the others are linked: %s', async (_, every) => {
		for (const { id } of files(1000).filter((__, index) => index % every === 0)) {
			links.refused.set(id, 'file-not-found')
		}
		const all = open()
		await all.start('link', WORK_PACKAGE, files(1000))
		expect(endOf(all)).toEqual({ done: 1000 - 1000 / every, failed: 1000 / every, left: 0, kinds: ['file-not-found'] })
		expect(links.linked.size).toBe(1000 - 1000 / every)
	})

	it('says why in the words of Nepenthes, where there are any', async () => {
		links.refused.set('2', 'nepenthes-refused')
		const all = open()
		await all.start('link', WORK_PACKAGE, files(3))
		expect(all.run.value).toMatchObject({ failures: [{ file: { name: 'plan-2.pdf' }, failure: { kind: 'nepenthes-refused', detail: 'Why.' } }] })
	})

	it('is tried again alone, and what was linked before still counts', async () => {
		links.refused.set('3', 'nepenthes-refused').set('9', 'nepenthes-refused')
		const all = open()
		await all.start('link', WORK_PACKAGE, files(40))
		links.refused.delete('3')
		await all.goOn()
		expect(links.requests).toEqual([20, 20, 2])
		expect(endOf(all)).toMatchObject({ done: 39, failed: 1 })
		links.refused.clear()
		await all.goOn()
		expect(endOf(all)).toEqual({ done: 40, failed: 0, left: 0, kinds: [] })
	})

	it('is what an answer does not name: nobody confirmed it', async () => {
		linkFiles.mockResolvedValueOnce({ results: [{ fileId: '1', state: 'linked' }] })
		const all = open()
		await all.start('link', WORK_PACKAGE, files(2))
		expect(endOf(all)).toMatchObject({ done: 1, failed: 1, kinds: ['app-failed'] })
	})

	it('ends the run where the work package is gone: the rest is not even sent', async () => {
		links.before = () => {
			throw new SidecarProblem('work-package-not-found')
		}
		const all = open()
		await all.start('link', WORK_PACKAGE, files(1000))
		expect(links.requests.length).toBeLessThanOrEqual(2)
		expect(endOf(all)).toEqual({ done: 0, failed: 1000, left: 0, kinds: ['work-package-not-found'] })
	})

	it('ends the run where Nepenthes does not answer for any file of a request', async () => {
		for (const { id } of files(200)) {
			links.refused.set(id, 'nepenthes-unreachable')
		}
		const all = open()
		await all.start('link', WORK_PACKAGE, files(1000))
		expect(links.requests.length).toBeLessThanOrEqual(2)
		expect(endOf(all)).toMatchObject({ done: 0, failed: 1000 })
	})

	it('ends no run where it is the fault of these files alone', async () => {
		for (const { id } of files(100)) {
			links.refused.set(id, 'file-not-found')
		}
		const all = open()
		await all.start('link', WORK_PACKAGE, files(300))
		expect(endOf(all)).toMatchObject({ done: 200, failed: 100 })
	})
})

describe('when the network is cut in the middle', () => {
	/** The third request does its work, its answer is lost, and nothing gets through any more. */
	function cut() {
		links.before = (request) => {
			if (request > 4) {
				throw new SidecarUnreachable('No answer')
			}
		}
		links.after = (request) => {
			if (request >= 3) {
				throw new SidecarUnreachable('No answer')
			}
		}
	}
	function mend() {
		links.before = () => {}
		links.after = () => {}
	}

	it('nothing is claimed that was not confirmed', async () => {
		cut()
		const all = open()
		await all.start('link', WORK_PACKAGE, files(1000))
		expect(endOf(all)).toEqual({ done: 200, failed: 800, left: 0, kinds: ['app-unreachable'] })
		expect(links.linked.size).toBeGreaterThan(200)
	})

	it('a second try completes it', async () => {
		cut()
		const all = open()
		await all.start('link', WORK_PACKAGE, files(1000))
		mend()
		await all.goOn()
		expect(endOf(all)).toEqual({ done: 1000, failed: 0, left: 0, kinds: [] })
		expect(links.linked.size).toBe(1000)
	})

	it('undoing takes back what was lost from sight as well, and claims only what was confirmed', async () => {
		cut()
		const all = open()
		await all.start('link', WORK_PACKAGE, files(1000))
		mend()
		await all.undo()
		expect(links.linked.size).toBe(0)
		expect(endOf(all)).toEqual({ done: 200, failed: 0, left: 0, kinds: [] })
	})
})

describe('when the connection runs out half-way', () => {
	it('the rest is not sent and fails for that reason; afterwards it can be completed', async () => {
		links.after = (request) => {
			if (request === 5) {
				files(1000).forEach(({ id }) => links.refused.set(id, 'connection-expired'))
			}
		}
		const all = open()
		await all.start('link', WORK_PACKAGE, files(1000))
		expect(links.requests.length).toBeLessThanOrEqual(7)
		const { done, failed, kinds } = endOf(all)
		expect(kinds).toEqual(['connection-expired'])
		expect(done + failed).toBe(1000)
		expect(done).toBe(links.linked.size)
		links.refused.clear()
		links.after = () => {}
		await all.goOn()
		expect(endOf(all)).toMatchObject({ done: 1000, failed: 0 })
	})

	it('in the middle of a request, what that one had linked before counts', async () => {
		links.refused.set('2', 'connection-expired')
		const all = open()
		await all.start('link', WORK_PACKAGE, files(300))
		expect(endOf(all)).toMatchObject({ failed: 101, kinds: ['connection-expired'] })
	})
})

describe('who stops', () => {
	it('before anything is answered, gets what was under way done, and nothing more', async () => {
		const all = open()
		const running = all.start('link', WORK_PACKAGE, files(1000))
		all.cancel()
		expect(all.run.value).toMatchObject({ step: 'under-way', cancelling: true })
		await running
		expect(endOf(all)).toEqual({ done: 200, failed: 0, left: 800, kinds: [] })
	})

	it('in the middle, can go on where they have stopped', async () => {
		const all = open()
		links.before = (request) => {
			if (request === 5) {
				all.cancel()
			}
		}
		await all.start('link', WORK_PACKAGE, files(1000))
		const { done, left } = endOf(all)
		expect(done + left).toBe(1000)
		expect(left).toBeGreaterThanOrEqual(400)
		links.before = () => {}
		await all.goOn()
		expect(endOf(all)).toEqual({ done: 1000, failed: 0, left: 0, kinds: [] })
		expect(links.requests.reduce((sum, request) => sum + request)).toBe(1000)
	})

	it('during the last request, has everything', async () => {
		const all = open()
		links.before = () => all.cancel()
		await all.start('link', WORK_PACKAGE, files(100))
		expect(endOf(all)).toEqual({ done: 100, failed: 0, left: 0, kinds: [] })
	})

	it('while undoing, can go on undoing', async () => {
		const all = open()
		await all.start('link', WORK_PACKAGE, files(500))
		const undoing = all.undo()
		all.cancel()
		await undoing
		expect(endOf(all)).toMatchObject({ done: 180, left: 320 })
		await all.goOn()
		expect(endOf(all)).toMatchObject({ done: 500, left: 0 })
		expect(links.linked.size).toBe(0)
	})

	it('after the end, changes nothing', async () => {
		const all = open()
		await all.start('link', WORK_PACKAGE, files(3))
		all.cancel()
		expect(endOf(all)).toMatchObject({ done: 3 })
	})
})

describe('undoing', () => {
	it('removes what this run has linked, and nothing else', async () => {
		links.linked.add('100')
		links.refused.set('2', 'nepenthes-refused')
		const all = open()
		await all.start('link', WORK_PACKAGE, files(5))
		links.refused.clear()
		await all.undo()
		expect([...links.linked]).toEqual(['100'])
		expect(unlinkFiles).toHaveBeenCalledExactlyOnceWith(WORK_PACKAGE, ['1', '3', '4', '5'])
		expect(all.run.value).toMatchObject({ kind: 'unlink', undoing: true })
	})

	it('links again what a run has removed', async () => {
		files(5).forEach(({ id }) => links.linked.add(id))
		const all = open()
		await all.start('unlink', WORK_PACKAGE, files(5))
		expect(links.linked.size).toBe(0)
		await all.undo()
		expect(idsOf(files(5))).toEqual([...links.linked])
	})

	it('can fail as anything else, and be tried again', async () => {
		const all = open()
		await all.start('link', WORK_PACKAGE, files(5))
		links.refused.set('3', 'nepenthes-refused')
		await all.undo()
		expect(endOf(all)).toMatchObject({ done: 4, failed: 1 })
		links.refused.clear()
		await all.goOn()
		expect(endOf(all)).toMatchObject({ done: 5, failed: 0 })
		expect(links.linked.size).toBe(0)
	})

	it('is not undone: that would be to link anew', async () => {
		const all = open()
		await all.start('link', WORK_PACKAGE, files(5))
		await all.undo()
		await all.undo()
		expect(linkFiles).toHaveBeenCalledOnce()
	})
})

it('files that are selected twice count once', () => {
	expect(distinct([...files(3), { id: '2', name: 'the same elsewhere' }])).toHaveLength(3)
})

function workPackage(id: number): WorkPackage {
	return {
		id,
		displayId: `#${id}`,
		subject: `Subject ${id}`,
		url: `https://nepenthes.example/wp/${id}`,
		project: { name: 'Garden' },
		type: { name: 'Bug', color: null },
		status: { name: 'New', color: null, closed: false },
		assignee: null,
		dueDate: null,
		mayManageLinks: true,
	}
}

describe('what will happen', () => {
	const choosing = (count: number) => scope.run(() => usePreview(files(count)))!

	it('is known before anything happens, with one request for 40 files', async () => {
		getLinkedAmong.mockResolvedValueOnce({ linked: ['3', '4'] })
		const { preview, choose } = choosing(40)
		await choose(workPackage(WORK_PACKAGE))
		expect(getLinkedAmong).toHaveBeenCalledOnce()
		expect(preview.value).toMatchObject({ state: 'known', linked: [{ id: '3' }, { id: '4' }] })
		expect(preview.value.state === 'known' && preview.value.others).toHaveLength(38)
	})

	it('is asked in parts that the sidecar takes', async () => {
		getLinkedAmong.mockImplementation(async (_, fileIds) => ({ linked: [fileIds[0]!] }))
		const { preview, choose } = choosing(4500)
		await choose(workPackage(WORK_PACKAGE))
		expect(getLinkedAmong.mock.calls.map(([, fileIds]) => fileIds.length)).toEqual([2000, 2000, 500])
		expect(preview.value.state === 'known' && idsOf(preview.value.linked)).toEqual(['1', '2001', '4001'])
	})

	it('is that of the work package that was chosen last, whichever answer comes last', async () => {
		let answer: (preview: FileLinksPreview) => void = () => {}
		getLinkedAmong.mockImplementationOnce(() => new Promise((resolve) => {
			answer = resolve
		})).mockResolvedValueOnce({ linked: ['2'] })
		const { preview, chosen, choose } = choosing(2)
		const first = choose(workPackage(1))
		await choose(workPackage(2))
		answer({ linked: ['1'] })
		await first
		expect(chosen.value?.id).toBe(2)
		expect(preview.value).toMatchObject({ linked: [{ id: '2' }] })
	})

	it('can be asked again when it could not be found out', async () => {
		getLinkedAmong.mockRejectedValueOnce(new SidecarProblem('nepenthes-unreachable')).mockResolvedValueOnce({ linked: [] })
		const { preview, choose, retry } = choosing(2)
		await choose(workPackage(WORK_PACKAGE))
		expect(preview.value).toMatchObject({ state: 'failed', failure: { kind: 'nepenthes-unreachable' }, retrying: false })
		const again = retry()
		expect(preview.value).toMatchObject({ state: 'failed', retrying: true })
		await again
		expect(preview.value).toMatchObject({ state: 'known' })
	})
})

describe('the work packages of many files', () => {
	const asking = (count: number) => scope.run(() => useLinkedToAny(files(count)))!
	const found = (...ids: number[]): WorkPackageSearch => ({ items: ids.map(workPackage), total: ids.length, nextPage: null, complete: true })

	it('are each there once, however many of the files are linked to them', async () => {
		getWorkPackagesOfFiles.mockResolvedValueOnce(found(1, 2)).mockResolvedValueOnce(found(2, 3))
		const { found: shown } = asking(2001)
		await vi.waitFor(() => expect(shown.value.state).toBe('known'))
		expect(shown.value.state === 'known' && shown.value.items.map(({ id }) => id)).toEqual([1, 2, 3])
	})

	it('can be asked for again', async () => {
		getWorkPackagesOfFiles.mockRejectedValueOnce(new SidecarUnreachable('No answer')).mockResolvedValueOnce(found(1))
		const { found: shown, retry } = asking(2)
		await vi.waitFor(() => expect(shown.value).toMatchObject({ state: 'failed', failure: { kind: 'app-unreachable' } }))
		await retry()
		expect(shown.value).toMatchObject({ state: 'known' })
	})
})
