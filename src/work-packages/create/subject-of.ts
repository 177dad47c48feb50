// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * The subject that a file suggests: its name, without what tells its format.
 *
 * @param name
 * @param kind the name of a folder has no such part
 */
export function subjectOf(name: string, kind: 'file' | 'folder'): string {
	const bare = kind === 'folder' ? name : name.replace(/(?<=\S)\.[^.\s]{1,10}$/, '')
	return bare.trim()
}
