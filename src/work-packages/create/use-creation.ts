// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { FormQuestion } from '../../../sidecar/contract/form.ts'
import type { WorkPackage } from '../../../sidecar/contract/work-package.ts'
import type { Failure } from '../../connection/failure.ts'
import type { Attempt } from './drafts.ts'

import { shallowReadonly, shallowRef } from 'vue'
import { failureOf, failureOfCode } from '../../connection/failure.ts'
import { createWorkPackage, getOwnWorkPackages, linkFiles, SidecarProblem, SidecarUnreachable } from '../../sidecar.ts'

/** A work package that is there now, and the files that are linked to it. */
export interface Created {
	workPackage: WorkPackage
	linkedIds: readonly string[]
}

/** How far it is. */
export type Creating
	/** The user fills in the form; `failure`: why nothing was created. */
	= | { step: 'form', failure: Failure | null }
		| { step: 'creating' }
		/** The answer was lost: is one of these the one? */
		| { step: 'asking', candidates: readonly WorkPackage[] }
		/** The answer was lost, and whether it is there could not be found out. */
		| { step: 'unclear', failure: Failure }
		/** After a lost answer, it is looked for. */
		| { step: 'looking' }
		| { step: 'linking', workPackage: WorkPackage }
		/** It is there, but not all files could be linked. */
		| { step: 'not-linked', workPackage: WorkPackage, linkedIds: readonly string[], failure: Failure, failedIds: readonly string[] }
		| { step: 'done', created: Created }

/** What Nepenthes refused: by the key of the field, and what is about none. */
export interface Refused {
	byField: ReadonlyMap<string, string>
	general: readonly string[]
}

/** Codes after which the work package may be there all the same: nobody has said that it is not. */
const LEAVING_IT_OPEN: readonly SidecarProblem['code'][] = [
	'nepenthes-unreachable',
	'nepenthes-unexpected',
	'nextcloud-unreachable',
	'nextcloud-timeout',
	'nextcloud-unexpected',
	'internal',
]

const isLeftOpen = (error: unknown) => error instanceof SidecarUnreachable || (error instanceof SidecarProblem && LEAVING_IT_OPEN.includes(error.code))

const NOTHING_REFUSED: Refused = { byField: new Map(), general: [] }

/**
 * Creates a work package, once: what is pressed while it works does nothing, and after a lost answer it is looked for
 * before another one is created.
 *
 * @param of what is created
 * @param of.fileIds files that are linked with it
 * @param of.values what it is made of
 * @param of.complaints what is wrong for sure, by the key of the field; then nothing is sent
 * @param of.attempt one that was made before and whose answer has not come
 * @param of.onAttempt an attempt begins to be open, or is not open any more
 */
export function useCreation({ fileIds, values, complaints, attempt: before, onAttempt }: {
	fileIds: readonly string[]
	values: () => FormQuestion['values']
	complaints: () => ReadonlyMap<string, string>
	attempt: Attempt | null
	onAttempt: (attempt: Attempt | null) => void
}): {
	creating: Readonly<Ref<Creating>>
	refused: Readonly<Ref<Refused>>
	/** Creates it, or says in the state why not. */
	create: () => Promise<void>
	/** None of those that were found is the one. */
	createAnyway: () => Promise<void>
	/** Looks again whether it is there. */
	lookAgain: () => Promise<void>
	/** That one is it. */
	take: (workPackage: WorkPackage) => Promise<void>
	/** Links the files that could not be linked. */
	linkAgain: () => Promise<void>
	/** Leaves it with the links that there are. */
	leaveUnlinked: () => void
	/** Back to the form. */
	goBack: () => void
	/** A field got another entry: what was said of it is about another one. */
	forgive: (key: string) => void
} {
	const creating = shallowRef<Creating>({ step: 'form', failure: null })
	const refused = shallowRef<Refused>(NOTHING_REFUSED)
	let attempt = before

	function setAttempt(now: Attempt | null): void {
		attempt = now
		onAttempt(now)
	}

	const isBusy = () => ['creating', 'looking', 'linking'].includes(creating.value.step)

	async function create(): Promise<void> {
		if (isBusy()) {
			return
		}
		refused.value = { byField: complaints(), general: [] }
		if (refused.value.byField.size > 0) {
			creating.value = { step: 'form', failure: null }
			return
		}
		// Nepenthes may have been slow: what was not there then may be there now.
		if (attempt === null || await isNotThere(attempt)) {
			await send()
		}
	}

	async function createAnyway(): Promise<void> {
		if (creating.value.step === 'asking' && attempt !== null) {
			setAttempt({ ...attempt, declined: [...attempt.declined, ...creating.value.candidates.map(({ id }) => id)] })
		}
		if (!isBusy()) {
			await send()
		}
	}

	async function send(): Promise<void> {
		const sent = values()
		const begun = attempt ?? { ...attemptOf(sent), since: new Date().toISOString(), declined: [] }
		creating.value = { step: 'creating' }
		setAttempt({ ...begun, ...attemptOf(sent) })
		try {
			const answer = await createWorkPackage({ values: sent, fileIds: [...fileIds] })
			if (answer.state === 'refused') {
				setAttempt(null)
				refuse(answer.errors)
				creating.value = { step: 'form', failure: null }
				return
			}
			setAttempt(null)
			settleLinks(answer.workPackage, [], answer.results)
		} catch (error) {
			const failure = failureOf(error)
			if (!isLeftOpen(error)) {
				setAttempt(null)
				creating.value = { step: 'form', failure }
			} else if (attempt !== null && await isNotThere(attempt)) {
				creating.value = { step: 'form', failure }
			}
		}
	}

	/** Whether an attempt has left nothing behind. If it has, or that cannot be found out, the user is asked. */
	async function isNotThere(open: Attempt): Promise<boolean> {
		creating.value = { step: 'looking' }
		try {
			const { declined, ...question } = open
			const { items } = await getOwnWorkPackages(question)
			const candidates = items.filter(({ id }) => !declined.includes(id))
			if (candidates.length > 0) {
				creating.value = { step: 'asking', candidates }
			}
			return candidates.length === 0
		} catch (error) {
			creating.value = { step: 'unclear', failure: failureOf(error) }
			return false
		}
	}

	async function lookAgain(): Promise<void> {
		if (attempt !== null && !isBusy() && await isNotThere(attempt)) {
			creating.value = { step: 'form', failure: null }
		}
	}

	async function take(workPackage: WorkPackage): Promise<void> {
		if (!isBusy()) {
			setAttempt(null)
			await link(workPackage, [], fileIds)
		}
	}

	async function linkAgain(): Promise<void> {
		if (creating.value.step === 'not-linked') {
			const { workPackage, linkedIds, failedIds } = creating.value
			await link(workPackage, linkedIds, failedIds)
		}
	}

	async function link(workPackage: WorkPackage, linkedIds: readonly string[], missing: readonly string[]): Promise<void> {
		creating.value = { step: 'linking', workPackage }
		try {
			const { results } = missing.length === 0 ? { results: [] } : await linkFiles(workPackage.id, missing)
			settleLinks(workPackage, linkedIds, results)
		} catch (error) {
			creating.value = { step: 'not-linked', workPackage, linkedIds, failedIds: missing, failure: failureOf(error) }
		}
	}

	function settleLinks(workPackage: WorkPackage, before: readonly string[], results: Awaited<ReturnType<typeof linkFiles>>['results']): void {
		const failed = results.filter((result) => result.state === 'failed')
		const linkedIds = [...before, ...results.filter(({ state }) => state === 'linked').map(({ fileId }) => fileId)]
		const [first] = failed
		creating.value = first === undefined
			? { step: 'done', created: { workPackage, linkedIds } }
			: { step: 'not-linked', workPackage, linkedIds, failedIds: failed.map(({ fileId }) => fileId), failure: failureOfCode(first.code, first.detail ?? null) }
	}

	function refuse(errors: readonly { key: string | null, message: string }[]): void {
		const byField = new Map<string, string>()
		for (const { key, message } of errors) {
			if (key !== null) {
				byField.set(key, byField.has(key) ? `${byField.get(key)} ${message}` : message)
			}
		}
		refused.value = { byField, general: errors.filter(({ key }) => key === null).map(({ message }) => message) }
	}

	return {
		creating: shallowReadonly(creating),
		refused: shallowReadonly(refused),
		create,
		createAnyway,
		lookAgain,
		take,
		linkAgain,
		leaveUnlinked() {
			if (creating.value.step === 'not-linked') {
				const { workPackage, linkedIds } = creating.value
				creating.value = { step: 'done', created: { workPackage, linkedIds } }
			}
		},
		goBack() {
			creating.value = { step: 'form', failure: null }
		},
		forgive(key) {
			if (refused.value.byField.has(key)) {
				refused.value = { ...refused.value, byField: new Map([...refused.value.byField].filter(([other]) => other !== key)) }
			}
		},
	}
}

function attemptOf(values: FormQuestion['values']): Pick<Attempt, 'project' | 'type' | 'subject'> {
	const chosen = (key: string) => values[key]?.kind === 'choice' ? values[key].value[0] ?? '' : ''
	return { project: chosen('project'), type: chosen('type'), subject: values.subject?.kind === 'text' ? values.subject.value ?? '' : '' }
}
