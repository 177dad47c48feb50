// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FileLinksResult } from '../../../sidecar/contract/file-links.ts'
import type { Failure, FailureKind } from '../../connection/failure.ts'
import type { FileReference } from '../use-link-changes.ts'

import { failureOf, failureOfCode, isHindrance } from '../../connection/failure.ts'
import { linkFiles, MAX_FILES_IN_A_CHANGE, unlinkFiles } from '../../sidecar.ts'
import { chunksOf } from './chunks.ts'

export type ChangeKind = 'link' | 'unlink'

/** What became of one file. */
export type Outcome
	= | { state: 'done' }
		/** `uncertain`: it may have been done all the same, since the answer was lost. */
		| { state: 'failed', failure: Failure, uncertain: boolean }

/** Files that the sidecar links by one request of its own; smaller requests to it would only be more. */
const STEP = 20

/** How often the progress moves where it can: smaller steps nobody needs. */
const STEPS = 10

/** Files under way at a time: twice what the sidecar has under way at Nepenthes, so that it never waits for the next. */
const FILES_UNDER_WAY = 200

/** Requests under way at a time; the browser has not many more with one server. */
const REQUESTS_UNDER_WAY = 5

/** How many files go into a request when there are so many. */
const sizeFor = (files: number) => Math.min(Math.max(Math.ceil(files / STEPS / STEP), 1) * STEP, MAX_FILES_IN_A_CHANGE)

/** What may be wrong with one file and not with the next. */
const OF_ONE_FILE: readonly FailureKind[] = ['file-not-found', 'nepenthes-refused']

/**
 * Links or unlinks files, in requests of many. Where what went wrong concerns all, the rest is not sent: it fails for the
 * same reason. Never rejects.
 *
 * @param change
 * @param change.kind
 * @param change.workPackageId
 * @param change.files each once
 * @param change.cancelled once aborted, nothing more is sent; what is under way is waited for
 * @param change.onSent hears of the files that are under way now
 * @param change.onAnswer hears what became of files
 */
export async function changeFiles({ kind, workPackageId, files, cancelled, onSent, onAnswer }: {
	kind: ChangeKind
	workPackageId: number
	files: readonly FileReference[]
	cancelled: AbortSignal
	onSent: (files: readonly FileReference[]) => void
	onAnswer: (outcomes: ReadonlyMap<FileReference, Outcome>) => void
}): Promise<void> {
	const size = sizeFor(files.length)
	const waiting = chunksOf(files, size)
	const send = kind === 'link' ? linkFiles : unlinkFiles
	let stopped: Failure | null = null

	async function sendOneByOne(): Promise<void> {
		for (;;) {
			const chunk = stopped === null && !cancelled.aborted ? waiting.shift() : undefined
			if (chunk === undefined) {
				return
			}
			onSent(chunk)
			let outcomes: ReadonlyMap<FileReference, Outcome>
			try {
				outcomes = outcomesOf(chunk, await send(workPackageId, chunk.map(({ id }) => id)))
				stopped ??= reasonOfAll([...outcomes.values()])
			} catch (error) {
				const failure = failureOf(error)
				outcomes = allFailed(chunk, failure, failure.kind === 'app-unreachable')
				stopped ??= failure
			}
			onAnswer(outcomes)
		}
	}

	await Promise.all(Array.from({ length: Math.min(Math.floor(FILES_UNDER_WAY / size), REQUESTS_UNDER_WAY) }, sendOneByOne))
	if (stopped !== null && !cancelled.aborted) {
		onAnswer(allFailed(waiting.flat(), stopped, false))
	}
}

function allFailed(files: readonly FileReference[], failure: Failure, uncertain: boolean): ReadonlyMap<FileReference, Outcome> {
	return new Map(files.map((file) => [file, { state: 'failed', failure, uncertain }]))
}

/** What the answer does not name is not done, as far as anybody knows. */
function outcomesOf(files: readonly FileReference[], { results }: FileLinksResult): ReadonlyMap<FileReference, Outcome> {
	const byId = new Map(results.map((result) => [result.fileId, result]))
	return new Map(files.map((file) => [file, outcomeOf(byId.get(file.id))]))
}

function outcomeOf(result: FileLinksResult['results'][number] | undefined): Outcome {
	if (result === undefined) {
		return { state: 'failed', failure: { kind: 'app-failed', detail: null }, uncertain: true }
	}
	if (result.state !== 'failed') {
		return { state: 'done' }
	}
	const failure = failureOfCode(result.code, result.detail ?? null)
	return { state: 'failed', failure, uncertain: failure.kind === 'nepenthes-unreachable' }
}

/** Why none of the others will do either, if the answer tells. */
function reasonOfAll(outcomes: readonly Outcome[]): Failure | null {
	const failures = outcomes.flatMap((outcome) => outcome.state === 'failed' ? [outcome.failure] : [])
	const hindrance = failures.find(isHindrance)
	if (hindrance !== undefined) {
		return hindrance
	}
	const isOfAll = failures.length === outcomes.length && failures.every(({ kind }) => !OF_ONE_FILE.includes(kind))
	return isOfAll ? failures[0] ?? null : null
}
