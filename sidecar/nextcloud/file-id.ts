// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

declare const brand: unique symbol

/** Nextcloud's number of a file or folder, in digits: it may be larger than a JavaScript number can be exact. */
export type FileId = string & { readonly [brand]: 'FileId' }

/** @return null when it is no number that Nextcloud gives */
export function fileIdOf(value: string | number): FileId | null {
	const digits = String(value)
	return /^[1-9]\d{0,18}$/.test(digits) ? digits as FileId : null
}
