// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Failure } from '../../connection/failure.ts'
import type { FileReference } from '../use-link-changes.ts'
import type { ChangeKind, Outcome } from './change-files.ts'

import { onScopeDispose, shallowReadonly, shallowRef, watch } from 'vue'
import { outdateLists } from '../known-lists.ts'
import { changeFiles } from './change-files.ts'

export interface FileFailure {
	file: FileReference
	failure: Failure
	/** It may have been done all the same. */
	uncertain: boolean
}

/** How far it has come with many files. */
export type FileRun
	= | { step: 'not-begun' }
		| {
			step: 'under-way'
			kind: ChangeKind
			total: number
			/** Of how many the answer is there. */
			answered: number
			/** One that is under way. */
			current: FileReference | null
			/** Nothing more is sent. */
			cancelling: boolean
		}
		| {
			step: 'ended'
			kind: ChangeKind
			/** Confirmed, those of tries before among them. */
			done: readonly FileReference[]
			failures: readonly FileFailure[]
			/** Not tried, since the user stopped. */
			left: readonly FileReference[]
			/** It took back what had been done before. */
			undoing: boolean
		}

/** What is to be done, and what is already. */
interface Task {
	kind: ChangeKind
	workPackageId: number
	files: readonly FileReference[]
	done: readonly FileReference[]
	undoing: boolean
	/** Of what is undone: was never claimed to be done, and so is not claimed to be undone. */
	unclaimed: ReadonlySet<FileReference>
}

/**
 * Links or unlinks many files, one run at a time. What was not confirmed counts as failed and can be tried again; the page
 * asks before it is closed while something is under way.
 */
export function useFileRun(): {
	run: Readonly<Ref<FileRun>>
	/** `files`: those that are not as they should be, each once. */
	start: (kind: ChangeKind, workPackageId: number, files: readonly FileReference[]) => Promise<void>
	/** Sends nothing more. What is under way is waited for. */
	cancel: () => void
	/** Tries what has failed, and what was not tried. */
	goOn: () => Promise<void>
	/** Takes back what this run has done, and what it may have done: what was so before stays. */
	undo: () => Promise<void>
} {
	const run = shallowRef<FileRun>({ step: 'not-begun' })
	let task: Task | null = null
	let stop = new AbortController()

	async function carryOut(next: Task): Promise<void> {
		if (run.value.step === 'under-way') {
			return
		}
		task = next
		stop = new AbortController()
		const { kind, files } = next
		const outcomes = new Map<FileReference, Outcome>()
		const underWay = new Set<FileReference>()
		const show = () => {
			const [current = null] = underWay
			run.value = { step: 'under-way', kind, total: files.length, answered: outcomes.size, current, cancelling: stop.signal.aborted }
		}
		show()
		await changeFiles({
			...next,
			cancelled: stop.signal,
			onSent(sent) {
				sent.forEach((file) => underWay.add(file))
				show()
			},
			onAnswer(answered) {
				for (const [file, outcome] of answered) {
					underWay.delete(file)
					outcomes.set(file, outcome)
				}
				outdateLists([...answered.keys()].map(({ id }) => id))
				show()
			},
		})
		run.value = endOf(next, outcomes)
	}

	function onBeforeUnload(event: BeforeUnloadEvent): void {
		event.preventDefault()
	}
	watch(() => run.value.step, (step) => {
		if (step === 'under-way') {
			window.addEventListener('beforeunload', onBeforeUnload)
		} else {
			window.removeEventListener('beforeunload', onBeforeUnload)
		}
	}, { flush: 'sync' })
	onScopeDispose(() => {
		stop.abort()
		window.removeEventListener('beforeunload', onBeforeUnload)
	})

	return {
		run: shallowReadonly(run),
		start: (kind, workPackageId, files) => carryOut({ kind, workPackageId, files, done: [], undoing: false, unclaimed: new Set() }),
		cancel() {
			if (run.value.step === 'under-way') {
				stop.abort()
				run.value = { ...run.value, cancelling: true }
			}
		},
		async goOn() {
			if (run.value.step === 'ended' && task !== null) {
				const { done, failures, left } = run.value
				await carryOut({ ...task, files: [...failures.map(({ file }) => file), ...left], done })
			}
		},
		async undo() {
			if (run.value.step === 'ended' && task !== null && !task.undoing) {
				const { kind, done, failures } = run.value
				const unclaimed = failures.filter(({ uncertain }) => uncertain).map(({ file }) => file)
				await carryOut({
					kind: kind === 'link' ? 'unlink' : 'link',
					workPackageId: task.workPackageId,
					files: [...done, ...unclaimed],
					done: [],
					undoing: true,
					unclaimed: new Set(unclaimed),
				})
			}
		},
	}
}

function endOf({ kind, files, done, undoing, unclaimed }: Task, outcomes: ReadonlyMap<FileReference, Outcome>): FileRun {
	const doneNow: FileReference[] = []
	const failures: FileFailure[] = []
	const left: FileReference[] = []
	for (const file of files) {
		const outcome = outcomes.get(file)
		if (outcome === undefined) {
			left.push(file)
		} else if (outcome.state === 'failed') {
			failures.push({ file, failure: outcome.failure, uncertain: outcome.uncertain })
		} else if (!unclaimed.has(file)) {
			doneNow.push(file)
		}
	}
	return { step: 'ended', kind, done: [...done, ...doneNow], failures, left, undoing }
}
