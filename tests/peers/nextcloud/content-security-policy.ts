// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** What a page needs beyond what all may. */
export interface PolicyExtension {
	scripts?: string[]
	/** Where forms, and the redirects after them, may lead besides this server. */
	formActions?: string[]
}

/** The policy of a page, with its nonce. Only signed-in pages may start workers. */
export function contentSecurityPolicy(nonce: string, signedIn: boolean, extension: PolicyExtension = {}): string {
	const scripts = [`'nonce-${nonce}'`, ...extension.scripts ?? []].join(' ')
	return [
		'default-src \'none\'',
		'base-uri \'none\'',
		'manifest-src \'self\'',
		`script-src ${scripts}`,
		`script-src-elem 'strict-dynamic' ${scripts}`,
		'style-src \'self\' \'unsafe-inline\'',
		'img-src \'self\' data: blob: https://*.tile.openstreetmap.org',
		'font-src \'self\' data:',
		'connect-src \'self\'',
		'media-src \'self\'',
		'frame-src \'self\'',
		'frame-ancestors \'self\'',
		...signedIn ? ['worker-src \'self\''] : [],
		['form-action \'self\'', ...extension.formActions ?? []].join(' '),
	].join(';')
}
