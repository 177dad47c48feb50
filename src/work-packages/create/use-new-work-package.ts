// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Choice } from '../../../sidecar/contract/form.ts'
import type { Attempt } from './drafts.ts'
import type { Entry, KnownField } from './entries.ts'
import type { CreationRequest } from './open.ts'
import type { FormState } from './use-form.ts'

import { computed, ref, shallowRef, watch } from 'vue'
import { dropDraft, keepDraft, readDraft } from './drafts.ts'
import { complaintAbout } from './entries.ts'
import { keepLastChoice, readLastChoice } from './last-choice.ts'
import { useCreation } from './use-creation.ts'
import { useForm } from './use-form.ts'

/** What is remembered from one work package to the next, and is no work that could be lost. */
const STEERING: readonly string[] = ['project', 'type']

type Creation = Omit<ReturnType<typeof useCreation>, 'refused' | 'create' | 'forgive'>

/**
 * All that the dialog does: the form, what becomes of it, and the draft that stays when the dialog is closed.
 *
 * @param request
 */
export function useNewWorkPackage(request: CreationRequest): Creation & {
	form: FormState
	/** What is wrong, by the key of a field of the form. */
	errors: Readonly<Ref<ReadonlyMap<string, string>>>
	/** What is wrong and about no field of the form. */
	general: Readonly<Ref<readonly string[]>>
	/** Whether a draft of before is here again. */
	isRestored: Readonly<Ref<boolean>>
	/** Whether there is something to lose. */
	hasContent: Readonly<Ref<boolean>>
	/** Whether it is created as soon as the form is up to date. */
	isWaiting: Readonly<Ref<boolean>>
	enter: (field: KnownField, entry: Entry) => void
	submit: () => Promise<void>
	/** Throws away what was entered. */
	discard: () => void
	startOver: () => void
} {
	const { files, subject, link } = request
	const ids = files.map(({ id }) => id)
	const draft = readDraft(ids)
	const attempt = shallowRef<Attempt | null>(draft?.attempt ?? null)
	let isOver = false

	const form = useForm({ subject, entries: draft?.entries ?? lastEntries() })
	const isWork = ([key]: readonly [string, Entry]) => !STEERING.includes(key)
	const isRestored = ref(draft?.entries.some(isWork) ?? false)
	const hasContent = computed(() => [...form.entries].some(isWork))

	function keepOrDrop(): void {
		if (!isOver && (hasContent.value || attempt.value !== null)) {
			keepDraft(ids, { entries: [...form.entries], attempt: attempt.value })
		} else {
			dropDraft(ids)
		}
	}
	watch([() => [...form.entries], attempt], keepOrDrop, { flush: 'sync' })

	function complaints(): Map<string, string> {
		const found = new Map<string, string>()
		for (const field of form.fields.value) {
			const complaint = field.kind === 'unsupported' ? null : complaintAbout(form.entryIn(field), field)
			if (complaint !== null) {
				found.set(field.key, complaint)
			}
		}
		return found
	}

	const { refused, create, forgive, ...creation } = useCreation({
		fileIds: link ? ids : [],
		values: form.values,
		complaints,
		attempt: attempt.value,
		onAttempt(now) {
			attempt.value = now
		},
	})

	const isOfForm = (key: string) => form.fields.value.some((field) => field.key === key)
	const errors = computed(() => new Map([...refused.value.byField].filter(([key]) => isOfForm(key))))
	const general = computed(() => [...refused.value.general, ...[...refused.value.byField].filter(([key]) => !isOfForm(key)).map(([, message]) => message)])

	const isWaiting = ref(false)
	async function submit(): Promise<void> {
		switch (form.following.value.step) {
			case 'up-to-date':
				return create()
			case 'asking':
				isWaiting.value = true
		}
	}
	watch(form.following, ({ step }) => {
		if (isWaiting.value && step !== 'asking') {
			isWaiting.value = false
			void submit()
		}
	})

	watch(creation.creating, ({ step }) => {
		if (step === 'done' || step === 'not-linked' || step === 'linking') {
			const chosen = (key: string) => chosenIn(form, key)
			const [project, type] = [chosen('project'), chosen('type')]
			if (project !== null && type !== null) {
				keepLastChoice({ project, type })
			}
			isOver = true
			dropDraft(ids)
		}
	}, { flush: 'sync' })

	// The page was left while the answer was on its way: it may be there.
	if (attempt.value !== null) {
		void creation.lookAgain()
	}

	return {
		...creation,
		form,
		errors,
		general,
		isRestored,
		hasContent,
		isWaiting,
		enter(field, entry) {
			forgive(field.key)
			form.enter(field, entry)
		},
		submit,
		discard() {
			isOver = true
			dropDraft(ids)
		},
		startOver() {
			isRestored.value = false
			form.startOver()
		},
	}
}

const entryFor = (choice: Choice): Entry => ({ kind: 'choice', multiple: false, chosen: [choice] })

function lastEntries(): [string, Entry][] {
	const last = readLastChoice()
	return last === null ? [] : [['project', entryFor(last.project)], ['type', entryFor(last.type)]]
}

function chosenIn(form: FormState, key: string): Choice | null {
	const field = form.fields.value.find((field) => field.key === key)
	const entry = field === undefined || field.kind === 'unsupported' ? null : form.entryIn(field)
	return entry?.kind === 'choice' ? entry.chosen[0] ?? null : null
}
