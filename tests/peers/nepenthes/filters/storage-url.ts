// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Addresses in filters are decoded like a form once more, after the query was (section 3.2). */
export function decodeOnceMore(value: string): string {
	return new URLSearchParams(`value=${value.replaceAll('&', '%26')}`).get('value') ?? ''
}
