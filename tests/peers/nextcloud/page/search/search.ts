// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DateRange } from './dates.ts'
import type { FilterAction } from './filter-actions.ts'
import type { Person, Provider, Result } from './providers.ts'

import { loadState } from '@nextcloud/initial-state'
import { computed, ref, shallowRef } from 'vue'
import { fetchPeople, fetchProviders, searchIn } from './providers.ts'

/** As many as a provider gives unasked, and as many more at each "Load more". */
const STEP = 5

/** Filters that narrow results down, besides the choice of providers. */
type ContentFilter = { type: 'date', range: DateRange } | { type: 'person', person: Person }

/** What a provider has found. */
export interface Found {
	provider: Provider
	results: Result[]
	/** As many were asked for: so many results may not be all. */
	limit: number
	/** Whether the provider could look at all filters; else its results are partial matches. */
	filtersApplied: boolean
}

/**
 * The unified search as version 34 has it (section 6.6): asks every provider by itself and shows what comes as it comes,
 * in the order of the providers. More of one is the same question with a higher limit.
 *
 * @param actions what apps have added under "Places"
 */
export function useSearch(actions: readonly FilterAction[]) {
	const minimum = loadState<number>('unified-search', 'min-search-length', 1)
	const term = ref('')
	const providers = shallowRef<Provider[]>([])
	const people = shallowRef<Person[]>([])
	const chosen = shallowRef<Provider[]>([])
	const filters = shallowRef<ContentFilter[]>([])
	const found = shallowRef<Found[]>([])
	const searching = ref(false)
	const withExternal = ref(false)
	let limit = STEP
	let askedFor = ''
	let prepared: Promise<void> | undefined

	/** Asks once who can be asked. */
	function prepare(): Promise<void> {
		return prepared ??= Promise.all([fetchProviders(), fetchPeople('')]).then(([known, everyone]) => {
			providers.value = byApp([...known, ...actions.map(({ label, ...action }) => ({ ...action, name: label, order: 0, isExternalProvider: false, filters: {}, inAppSearch: false }))])
			people.value = everyone
		}).catch(() => {
			// Tried again the next time that the search is opened.
			prepared = undefined
		})
	}

	/** What the provider can filter by is said by the one that is asked in its place. */
	const namesOf = ({ searchFrom, filters }: Provider) => (providers.value.find(({ id }) => id === searchFrom)?.filters ?? filters)

	function canFilterBy(provider: Provider, { type }: ContentFilter): boolean {
		const names = namesOf(provider)
		return type === 'date' ? 'since' in names && 'until' in names : 'person' in names
	}

	function find(only?: Provider[]): void {
		if (term.value.length < minimum) {
			found.value = []
			searching.value = false
			return
		}
		if (term.value !== askedFor) {
			limit = STEP
			askedFor = term.value
		}
		searching.value = true
		for (const provider of only ?? (chosen.value.length > 0 ? chosen.value : providers.value)) {
			const isChosen = chosen.value.some(({ id }) => id === provider.id)
			if (provider.isExternalProvider && !withExternal.value && !isChosen) {
				continue
			}
			void ask(provider)
		}
	}

	async function ask(provider: Provider) {
		const [asked, active, askedLimit] = [term.value, filters.value, limit]
		const usable = active.filter((filter) => canFilterBy(provider, filter))
		const range = usable.find((filter) => filter.type === 'date')?.range
		try {
			const results = await searchIn(provider, {
				term: asked,
				limit: askedLimit > STEP ? askedLimit : undefined,
				since: range?.since,
				until: range?.until,
				person: usable.find((filter) => filter.type === 'person')?.person.user,
				extra: provider.extraParams,
			})
			// What comes late, and is about something else, would only confuse.
			if (asked === term.value && active === filters.value) {
				show({ provider, results, limit: askedLimit, filtersApplied: usable.length === active.length })
			}
		} catch {
			// A provider that fails has found nothing; the others stay.
		} finally {
			searching.value = false
		}
	}

	function show(news: Found) {
		const others = found.value.filter(({ provider }) => provider.id !== news.provider.id)
		found.value = (news.results.length > 0 ? [...others, news] : others).sort((one, other) => one.provider.order - other.provider.order)
	}

	/** Begins anew: what was found by other filters is no longer right. */
	function filtersChanged() {
		found.value = []
		limit = STEP
		find()
	}

	function setFilter(filter: ContentFilter) {
		filters.value = [...filters.value.filter(({ type }) => type !== filter.type), filter]
		filtersChanged()
	}

	function choose(provider: Provider) {
		provider.callback?.(!chosen.value.some(({ id }) => id === provider.id))
		chosen.value = [...chosen.value.filter(({ id }) => id !== provider.id), provider]
		filtersChanged()
	}

	const complete = computed(() => found.value.filter(({ filtersApplied }) => filtersApplied))
	const partial = computed(() => {
		const shown = new Set(complete.value.flatMap(({ results }) => results.map(({ resourceUrl }) => resourceUrl)))
		return found.value
			.filter(({ filtersApplied }) => !filtersApplied)
			.map((one) => ({ ...one, results: one.results.filter(({ resourceUrl }) => !shown.has(resourceUrl)) }))
			.filter(({ results }) => results.length > 0)
	})

	return {
		minimum,
		term,
		providers,
		people,
		chosen,
		filters,
		complete,
		partial,
		searching,
		withExternal,
		hasExternal: computed(() => providers.value.some(({ isExternalProvider }) => isExternalProvider)),
		prepare,
		find,
		setFilter,
		choose,
		removeFilter(type: ContentFilter['type']) {
			filters.value = filters.value.filter((filter) => filter.type !== type)
			filtersChanged()
		},
		unchoose(id: string) {
			chosen.value = chosen.value.filter((provider) => provider.id !== id)
			filtersChanged()
		},
		/** Called by apps that give what they have added a name and parameters. */
		refine(id: string, name: string, extraParams: Record<string, string>) {
			if (chosen.value.some((provider) => provider.id === id)) {
				chosen.value = chosen.value.map((provider) => provider.id === id ? { ...provider, name, extraParams } : provider)
				filtersChanged()
			}
		},
		more({ provider }: Found) {
			limit += STEP
			find([provider])
		},
		async filterPeople(filter: string) {
			people.value = await fetchPeople(filter)
		},
	}
}

/** Those of one app stand together, the app where its first stood. */
function byApp(providers: Provider[]): Provider[] {
	return [...Map.groupBy(providers, ({ appId }) => appId || 'general').values()].flat()
}
