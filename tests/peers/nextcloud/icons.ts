// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Outlines on a field of 24 by 24. */
const outlines: Record<string, string> = {
	'/apps/dashboard/img/dashboard.svg': 'M4 4h7v7H4zm9 0h7v7h-7zM4 13h7v7H4zm9 0h7v7h-7z',
	'/apps/files/img/app.svg': 'M3 5h7l2 2h9v12H3z',
	'/apps/files/img/folder.svg': 'M3 5h7l2 2h9v12H3z',
}

/** Stands for every picture that has none of its own: a ring. */
const ring = 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zm0 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z'

/** The small picture of an app or a setting, in white; `undefined` for what is no address of one. */
export function iconAt(path: string): string | undefined {
	return /^\/(apps\/[^/]+|core)\/img\/[\w./-]+\.svg$/.test(path)
		? `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#fff" fill-rule="evenodd" d="${outlines[path] ?? ring}"/></svg>`
		: undefined
}
