// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

export const folderMime = 'httpd/unix-directory'

const byExtension: Record<string, string> = {
	css: 'text/css',
	csv: 'text/csv',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	gif: 'image/gif',
	html: 'text/html',
	jpeg: 'image/jpeg',
	jpg: 'image/jpeg',
	js: 'application/javascript',
	json: 'application/json',
	md: 'text/markdown',
	mp3: 'audio/mpeg',
	mp4: 'video/mp4',
	odt: 'application/vnd.oasis.opendocument.text',
	pdf: 'application/pdf',
	png: 'image/png',
	svg: 'image/svg+xml',
	txt: 'text/plain',
	wasm: 'application/wasm',
	webp: 'image/webp',
	xml: 'application/xml',
	zip: 'application/zip',
}

/** The type that Nextcloud believes a file to have, by its name alone. */
export function mimeOf(name: string): string {
	return byExtension[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream'
}

/** Types that a browser would run: they are served as plain text, to be downloaded. */
export function safeMime(mime: string): string {
	return ['text/html', 'image/svg+xml', 'application/javascript', 'application/xml', 'text/css'].includes(mime) ? 'text/plain' : mime
}
