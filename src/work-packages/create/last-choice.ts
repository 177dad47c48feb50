// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Choice } from '../../../sidecar/contract/form.ts'

import { keep, readKept } from './browser-storage.ts'

/** Where the user has created last; people create one work package after the other in the same place. */
export interface LastChoice {
	project: Choice
	type: Choice
}

const NAME = 'last-choice'
const local = () => localStorage

export function readLastChoice(): LastChoice | null {
	const kept = readKept(local, NAME)
	return isLastChoice(kept) ? kept : null
}

export function keepLastChoice(choice: LastChoice): void {
	keep(local, NAME, choice)
}

const isChoice = (kept: unknown) => typeof kept === 'object' && kept !== null && 'value' in kept && 'name' in kept

function isLastChoice(kept: unknown): kept is LastChoice {
	return typeof kept === 'object' && kept !== null && 'project' in kept && isChoice(kept.project) && 'type' in kept && isChoice(kept.type)
}
