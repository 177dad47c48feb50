// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Runs it when the scripts of apps, which stand after this one, have registered what they bring. */
export function whenRegistered(run: () => void): void {
	if (document.readyState === 'complete') {
		run()
	} else {
		document.addEventListener('DOMContentLoaded', run, { once: true })
	}
}
