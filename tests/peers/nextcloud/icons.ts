// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

const folder = 'M3 5h7l2 2h9v12H3z'
const star = 'm12 3 2.7 6 6.3.7-4.7 4.3 1.3 6.5-5.6-3.3-5.6 3.3 1.3-6.5L3 9.7l6.3-.7z'
const sheet = 'M5 2h9l5 5v15H5zm8 2v4h4z'

/** Outlines on a field of 24 by 24. */
const outlines: Record<string, string> = {
	'/apps/dashboard/img/dashboard.svg': 'M4 4h7v7H4zm9 0h7v7h-7zM4 13h7v7H4zm9 0h7v7h-7z',
	'/apps/files/img/app.svg': folder,
	'/apps/files/img/app-dark.svg': folder,
	'/apps/files/img/folder.svg': folder,
	'/apps/user_status/img/app-dark.svg': 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1.5 14.5-4-4 1.5-1.5 2.5 2.5 5.5-5.5 1.5 1.5z',
	'/apps/peer_text/img/app.svg': 'M5 4h14v3h-5.5v13h-3V7H5z',
	'/apps/peer_chat/img/app.svg': 'M4 4h16v12H9l-5 4z',
	'/core/img/actions/add.svg': 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z',
	'/core/img/actions/star-dark.svg': star,
	'/core/img/filetypes/folder.svg': folder,
	'/core/img/filetypes/file.svg': sheet,
	'/core/img/filetypes/text.svg': `${sheet}M8 11h8v1.5H8zm0 3h8v1.5H8zm0 3h5v1.5H8z`,
	'/core/img/filetypes/link.svg': 'M4 12a4 4 0 0 1 4-4h3v2H8a2 2 0 0 0 0 4h3v2H8a4 4 0 0 1-4-4zm16 0a4 4 0 0 1-4 4h-3v-2h3a2 2 0 0 0 0-4h-3V8h3a4 4 0 0 1 4 4zM8 11h8v2H8z',
	'/core/img/filetypes/image.svg': 'M3 4h18v16H3zm2 13h14l-4.5-6-3.5 4.5-2.5-3z',
	'/core/img/filetypes/application-pdf.svg': `${sheet}M8 12h8v5H8z`,
}

/** Pictures of kinds of files have colours, those for light places are black, all others white. */
function colourOf(path: string): string {
	const kind = /^\/core\/img\/filetypes\/(.+)\.svg$/.exec(path)?.[1]
	switch (kind) {
		case undefined:
			return path === '/apps/files/img/folder.svg' ? '#969696' : path.endsWith('-dark.svg') ? '#000' : '#fff'
		case 'folder':
			return '#0082c9'
		case 'application-pdf':
			return '#c0392b'
		default:
			return '#969696'
	}
}

/** Stands for every picture that has none of its own: a ring. */
const ring = 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zm0 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z'

/** The small picture of an app, a setting or a kind of file; `undefined` for what is no address of one. */
export function iconAt(path: string): string | undefined {
	return /^\/(apps\/[^/]+|core)\/img\/[\w./-]+\.svg$/.test(path)
		? `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="${colourOf(path)}" fill-rule="evenodd" d="${outlines[path] ?? ring}"/></svg>`
		: undefined
}
