// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Where AppAPI's menu for files leads: below the app's own page (nextcloud-contract.md 3.4). */
const LINK = /\/link\/?$/

/** Numbers of files, as the sidecar takes them. */
const FILE_ID = /^[1-9]\d{0,18}$/

/**
 * The files that shall be linked, if the browser comes from that menu; each once.
 *
 * @return null if it does not
 */
export function readLinkRequest(): string[] | null {
	const { pathname, search } = window.location
	if (!LINK.test(pathname)) {
		return null
	}
	const fileIds = new URLSearchParams(search).get('fileIds')?.split(',') ?? []
	return [...new Set(fileIds.filter((fileId) => FILE_ID.test(fileId)))]
}
