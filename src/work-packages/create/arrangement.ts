// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Field } from '../../../sidecar/contract/form.ts'

/** What everybody is asked for, whatever else the form has. */
const ALWAYS = ['project', 'type', 'subject']
const OFTEN = ['status', 'assignee', 'description']

export interface Arrangement {
	/** Shown at once, in this order. */
	first: Field[]
	/** Behind "More fields". */
	more: Field[]
}

/**
 * The fields of a form as they are shown: what is needed first, then what people fill in most often.
 *
 * @param fields
 */
export function arrange(fields: readonly Field[]): Arrangement {
	const named = (keys: readonly string[]) => keys.flatMap((key) => fields.find((field) => field.key === key) ?? [])
	const required = fields.filter(({ key, required }) => required && !ALWAYS.includes(key) && !OFTEN.includes(key))
	const first = [...named(ALWAYS), ...required, ...named(OFTEN)]
	return { first, more: fields.filter((field) => !first.includes(field)) }
}
