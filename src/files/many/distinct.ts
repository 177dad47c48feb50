// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FileReference } from '../use-link-changes.ts'

/** Each file once: the same may have been selected in several places, where views show it more than once. */
export function distinct(files: readonly FileReference[]): FileReference[] {
	return [...new Map(files.map((file) => [file.id, file])).values()]
}
