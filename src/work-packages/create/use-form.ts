// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Choice, Choices, Field, Form, FormQuestion } from '../../../sidecar/contract/form.ts'
import type { Failure } from '../../connection/failure.ts'
import type { Entry, KnownField } from './entries.ts'

import { t } from '@nextcloud/l10n'
import { computed, onScopeDispose, shallowReactive, shallowReadonly, shallowRef } from 'vue'
import { failureOf } from '../../connection/failure.ts'
import { getForm, getProjectsForCreation } from '../../sidecar.ts'
import { entryOf, fitting, valueOf } from './entries.ts'

/** How far the form is what belongs to the chosen project and type. */
export type Following
	/** Nothing is there yet. */
	= | { step: 'opening' }
		| { step: 'not-opened', failure: Failure, retrying: boolean }
		/** There is no project in which the user may create. */
		| { step: 'nowhere' }
		| { step: 'up-to-date' }
		| { step: 'asking' }
		| { step: 'failed', failure: Failure }

export interface FormState {
	following: Readonly<Ref<Following>>
	/** Those of the form; as long as no project is chosen, those that every form has. */
	fields: Readonly<Ref<readonly Field[]>>
	/** The form in Nepenthes itself, once there is one. */
	url: Readonly<Ref<string | null>>
	/** Names of fields whose choice did not fit to the new project or type. */
	dropped: Readonly<Ref<readonly string[]>>
	/** What stands in a field: what was entered, as far as it fits, else what the form brings. */
	entryIn: (field: KnownField) => Entry
	/** A field got another entry; a new project or type brings another form. */
	enter: (field: KnownField, entry: Entry) => void
	/** Asks again after a failure. */
	retry: () => Promise<void>
	/** All that was entered, by key: what the form has no field for at the moment, too. */
	entries: ReadonlyMap<string, Entry>
	/** What a new work package is made of. */
	values: () => FormQuestion['values']
	/** Which projects may be chosen. */
	searchProjects: (query: string, page: number, signal: AbortSignal) => Promise<Choices>
	/** Empties the form, save project and type. */
	startOver: () => void
}

const STEERING: readonly string[] = ['project', 'type']

const choiceEntry = (choice: Choice): Entry => ({ kind: 'choice', multiple: false, chosen: [choice] })

/**
 * The form of a new work package, which follows project and type. What was entered is kept as long as it fits; it comes
 * back with the project and type that it belongs to.
 *
 * @param begin with what it begins
 * @param begin.subject what stands there as long as the user enters nothing
 * @param begin.entries what was entered before, by key
 */
export function useForm({ subject, entries: before }: { subject: string, entries: Iterable<readonly [key: string, entry: Entry]> }): FormState {
	const entries = shallowReactive(new Map(before))
	const form = shallowRef<Form | null>(null)
	const following = shallowRef<Following>({ step: 'opening' })
	const dropped = shallowRef<readonly string[]>([])
	let firstProjects: Choices | null = null
	let asking = new AbortController()

	const fields = computed(() => form.value?.fields ?? provisionalFields())

	/** Only the newest question counts; the one before is dropped up. */
	function begin(): AbortSignal {
		asking.abort()
		asking = new AbortController()
		return asking.signal
	}

	function entryIn(field: KnownField): Entry {
		const entered = entries.get(field.key)
		const fits = entered === undefined ? null : fitting(entered, field)
		if (fits !== null) {
			return fits
		}
		const own = entryOf(field)
		return field.key === 'subject' && own.kind === 'text' && own.text === '' ? { ...own, text: subject } : own
	}

	const chosenIn = (key: string): Choice | null => {
		const entered = entries.get(key)
		return entered?.kind === 'choice' ? entered.chosen[0] ?? null : null
	}

	/** What the form depends on: what was chosen. What was written it leaves as it is. */
	function question(): FormQuestion['values'] {
		const chosen = [...entries].filter(([key, entry]) => entry.kind === 'choice' && (STEERING.includes(key) || form.value?.fields.some((field) => field.key === key)))
		return Object.fromEntries(chosen.flatMap(([key, entry]) => {
			const value = valueOf(entry)
			return value === null ? [] : [[key, value]]
		}))
	}

	async function askForm(signal: AbortSignal): Promise<Form> {
		const answer = await getForm(question(), signal)
		const type = chosenIn('type')
		if (signal.aborted || type === null || isAllowed(answer, 'type', type)) {
			return answer
		}
		// The project has no such type: the form for one that it has.
		entries.delete('type')
		return getForm(question(), signal)
	}

	/** Takes a form over, and lets go what is chosen that its fields do not take. */
	function settle(answer: Form): void {
		const lost: string[] = []
		for (const field of answer.fields) {
			const entered = entries.get(field.key)
			if (entered?.kind !== 'choice' || field.kind === 'unsupported' || STEERING.includes(field.key)) {
				continue
			}
			const isRefused = field.kind === 'choice' && field.choices === null && entered.chosen.length > 0 && answer.errors.some(({ key }) => key === field.key)
			if (isRefused || fitting(entered, field) === null) {
				entries.delete(field.key)
				lost.push(field.name)
			}
		}
		dropped.value = lost
		form.value = answer
		following.value = { step: 'up-to-date' }
	}

	async function open(): Promise<void> {
		const signal = begin()
		following.value = following.value.step === 'not-opened' ? { ...following.value, retrying: true } : { step: 'opening' }
		try {
			const project = chosenIn('project')
			const answer = await (project === null ? openWithout(signal) : openWith(project, signal))
			if (signal.aborted) {
				return
			}
			if (answer !== null) {
				settle(answer)
			} else {
				following.value = { step: firstProjects?.total === 0 ? 'nowhere' : 'up-to-date' }
			}
		} catch (error) {
			if (!signal.aborted) {
				following.value = { step: 'not-opened', failure: failureOf(error), retrying: false }
			}
		}
	}

	/** The form of the only project, if there is but one. */
	async function openWithout(signal: AbortSignal): Promise<Form | null> {
		firstProjects = await getProjectsForCreation('', 1, signal)
		const [only, ...others] = firstProjects.items
		if (signal.aborted || only === undefined || others.length > 0 || firstProjects.nextPage !== null) {
			return null
		}
		entries.set('project', choiceEntry(only))
		return askForm(signal)
	}

	/** The form of a project that was chosen another day, if it can still be chosen. */
	async function openWith(project: Choice, signal: AbortSignal): Promise<Form | null> {
		const [allowed, answer] = await Promise.allSettled([getProjectsForCreation(project.name, 1, signal), askForm(signal)])
		if (allowed.status === 'rejected') {
			throw allowed.reason
		}
		if (!allowed.value.items.some(({ value }) => value === project.value)) {
			entries.delete('project')
			entries.delete('type')
			return null
		}
		if (answer.status === 'rejected') {
			throw answer.reason
		}
		return answer.value
	}

	async function follow(): Promise<void> {
		const signal = begin()
		dropped.value = []
		following.value = { step: 'asking' }
		try {
			const answer = await askForm(signal)
			if (!signal.aborted) {
				settle(answer)
			}
		} catch (error) {
			if (!signal.aborted) {
				following.value = { step: 'failed', failure: failureOf(error) }
			}
		}
	}

	function enter(field: KnownField, entry: Entry): void {
		const isNew = STEERING.includes(field.key) && entry.kind === 'choice' && entry.chosen[0]?.value !== choiceIn(entryIn(field))?.value
		if (field.key === 'project' && isNew && entries.get('type') === undefined) {
			// The type stays the one that is seen, where the other project has it.
			const type = form.value?.fields.find(({ key }) => key === 'type')
			if (type?.kind === 'choice' && type.value[0] !== undefined) {
				entries.set('type', choiceEntry(type.value[0]))
			}
		}
		entries.set(field.key, entry)
		if (isNew) {
			void follow()
		}
	}

	function values(): FormQuestion['values'] {
		// What is seen of these is what is meant, though nobody has touched it.
		const meant = ['project', 'type', 'subject']
		const known = fields.value.filter((field) => field.kind !== 'unsupported')
		return Object.fromEntries(known
			.filter(({ key }) => entries.has(key) || meant.includes(key))
			.flatMap((field) => {
				const entry = entryIn(field)
				const value = entry.kind === 'choice' && entry.chosen.length === 0 && !entries.has(field.key) ? null : valueOf(entry)
				return value === null ? [] : [[field.key, value]]
			}))
	}

	async function searchProjects(query: string, page: number, signal: AbortSignal): Promise<Choices> {
		if (query !== '' || page !== 1) {
			return getProjectsForCreation(query, page, signal)
		}
		firstProjects ??= await getProjectsForCreation('', 1, signal)
		return firstProjects
	}

	function startOver(): void {
		for (const key of entries.keys()) {
			if (!STEERING.includes(key)) {
				entries.delete(key)
			}
		}
		dropped.value = []
	}

	onScopeDispose(() => asking.abort())
	void open()
	return {
		following: shallowReadonly(following),
		fields,
		url: computed(() => form.value?.url ?? null),
		dropped: shallowReadonly(dropped),
		entryIn,
		enter,
		retry: () => following.value.step === 'not-opened' ? open() : follow(),
		entries,
		values,
		searchProjects,
		startOver,
	}
}

function choiceIn(entry: Entry): Choice | undefined {
	return entry.kind === 'choice' ? entry.chosen[0] : undefined
}

function isAllowed(form: Form, key: string, choice: Choice): boolean {
	const field = form.fields.find((field) => field.key === key)
	return field?.kind === 'choice' && field.choices !== null
		? field.choices.some(({ value }) => value === choice.value)
		: !form.errors.some((error) => error.key === key)
}

/** What every form has, for who has not chosen a project yet. */
function provisionalFields(): Field[] {
	const choice = { kind: 'choice', required: true, multiple: false, source: null, value: [] } as const
	return [
		{ ...choice, key: 'project', name: t('integration_nepenthes', 'Project'), choices: null, value: [] },
		{ ...choice, key: 'type', name: t('integration_nepenthes', 'Type'), choices: [], value: [] },
		{ kind: 'text', key: 'subject', name: t('integration_nepenthes', 'Subject'), required: true, minLength: 1, maxLength: null, value: null },
	]
}
