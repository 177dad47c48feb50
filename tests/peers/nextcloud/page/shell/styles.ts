// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import url from './shell.css?url'

/** Adds the stylesheet of the shell, unless the page links it already. */
export function linkShellStyles(): void {
	if (document.querySelector('link[href*="shell.css"]')) {
		return
	}
	const link = document.createElement('link')
	link.rel = 'stylesheet'
	link.href = url
	document.head.append(link)
}
