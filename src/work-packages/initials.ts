// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** What stands for a person without a picture: the first letters of the first and the last name. */
export function initialsOf(name: string): string {
	const parts = name.trim().split(/\s+/)
	const letters = parts.length > 1 ? [parts.at(0), parts.at(-1)] : parts
	return letters.map((part) => [...part ?? ''][0] ?? '').join('').toLocaleUpperCase()
}
