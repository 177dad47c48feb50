// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackage } from '../../sidecar/contract/work-package.ts'
import type { FoundItems, SearchState, TypedSearch } from './use-search.ts'

import { searchWorkPackages } from '../sidecar.ts'
import { useSearch } from './use-search.ts'

/** What a search found, as far as it was asked for. */
export type Found = FoundItems<WorkPackage>

export type Search = SearchState<WorkPackage>

/** A search for work packages while one types. */
export function useWorkPackageSearch(): TypedSearch<WorkPackage> {
	return useSearch({ ask: searchWorkPackages, keyOf: ({ id }) => id })
}
