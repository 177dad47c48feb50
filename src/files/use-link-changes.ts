// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { WorkPackage } from '../../sidecar/contract/work-package.ts'
import type { Failure } from '../connection/failure.ts'
import type { Change } from './known-lists.ts'

import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import { failureOf } from '../connection/failure.ts'
import { linkWorkPackage, unlinkWorkPackage } from '../sidecar.ts'
import { addChange, changesOf, settleChange } from './known-lists.ts'

/** The file or folder that is about to be linked. */
export interface FileReference {
	id: string
	/** For people. */
	name: string
}

/** A change that was undone, since it was refused. */
export interface Refusal extends Change {
	file: FileReference
	failure: Failure
}

/** Milliseconds for which a new card is lit. */
const LIT = 2_500

/** Of the whole page: who closes the sidebar at once learns of it when it is opened again. */
const refusals = shallowRef<readonly Refusal[]>([])

/** What is under way for a file and a work package; what comes next waits for it, so that the last wish wins. */
const underWay = new Map<string, Promise<void>>()

/**
 * Linking and unlinking: done at once for the eye, undone with a refusal when the server does not agree. A change goes
 * on when another file is selected or the tab is closed.
 *
 * @param file
 * @param on what the list wants to know
 * @param on.settled a change of a file is confirmed
 * @param on.refused a change of a file ended with a failure
 */
export function useLinkChanges(file: Readonly<Ref<FileReference>>, on: {
	settled: (file: FileReference) => void
	refused: (file: FileReference, failure: Failure) => void
}): {
	refusals: Readonly<Ref<readonly Refusal[]>>
	/** The work package that was linked just now. */
	lit: Readonly<Ref<number | null>>
	/** What has been confirmed last. */
	confirmed: Readonly<Ref<Change | null>>
	link: (workPackage: WorkPackage) => Promise<void>
	/** Shows a work package that was linked to a file in another way. */
	showLinked: (target: FileReference, workPackage: WorkPackage) => void
	unlink: (workPackage: WorkPackage) => Promise<void>
	dismiss: (refusal: Refusal) => void
} {
	const lit = shallowRef<number | null>(null)
	const confirmed = shallowRef<Change | null>(null)
	let unlighting: ReturnType<typeof setTimeout> | undefined

	/** Does what is not being done already. */
	function begin(kind: Change['kind'], workPackage: WorkPackage): Promise<void> {
		const key = `${file.value.id}/${workPackage.id}`
		const before = underWay.get(key) ?? Promise.resolve()
		const last = changesOf(file.value.id).findLast((change) => change.workPackage.id === workPackage.id)
		if (last?.kind === kind) {
			return before
		}
		const change: Change = { kind, workPackage }
		addChange(file.value.id, change)
		const done = carryOut(file.value, change, before).finally(() => {
			if (underWay.get(key) === done) {
				underWay.delete(key)
			}
		})
		underWay.set(key, done)
		return done
	}

	async function carryOut(target: FileReference, change: Change, before: Promise<void>): Promise<void> {
		await before
		try {
			await (change.kind === 'link' ? linkWorkPackage : unlinkWorkPackage)(target.id, change.workPackage.id)
		} catch (error) {
			const failure = failureOf(error)
			// What is gone is as the user wants it.
			if (!(change.kind === 'unlink' && failure.kind === 'work-package-not-found')) {
				settleChange(target.id, change, false)
				refusals.value = [...refusals.value, { ...change, file: target, failure }]
				on.refused(target, failure)
				return
			}
		}
		settleChange(target.id, change, true)
		confirmed.value = change
		on.settled(target)
	}

	function light({ id }: WorkPackage): void {
		lit.value = id
		clearTimeout(unlighting)
		unlighting = setTimeout(() => {
			lit.value = null
		}, LIT)
	}

	function link(workPackage: WorkPackage): Promise<void> {
		light(workPackage)
		return begin('link', workPackage)
	}

	function showLinked(target: FileReference, workPackage: WorkPackage): void {
		const change: Change = { kind: 'link', workPackage }
		light(workPackage)
		settleChange(target.id, change, true)
		confirmed.value = change
		on.settled(target)
	}

	onScopeDispose(() => clearTimeout(unlighting))
	return {
		refusals: shallowReadonly(refusals),
		lit: shallowReadonly(lit),
		confirmed: shallowReadonly(confirmed),
		link,
		showLinked,
		unlink: (workPackage) => begin('unlink', workPackage),
		dismiss(refusal) {
			refusals.value = refusals.value.filter((other) => other !== refusal)
		},
	}
}
