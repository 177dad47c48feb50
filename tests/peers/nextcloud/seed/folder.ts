// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Entry, FileTree } from '../files/tree.ts'

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a folder of the seed holds: files by their content, folders by what they hold. */
export interface SeedFolder {
	[name: string]: Buffer | string | SeedFolder
}

/** Puts files and folders into a folder. The first is a day old, each next one an hour younger. */
export function plant(files: FileTree, into: Entry, folder: SeedFolder): void {
	let mtime = Math.floor(Date.now() / 1000) - 86_400
	for (const [name, content] of Object.entries(folder)) {
		if (typeof content === 'string' || Buffer.isBuffer(content)) {
			writeFileSync(join(files.diskPath(into), name), content)
			mtime = Math.min(mtime + 3600, Math.floor(Date.now() / 1000))
			files.noteContent(into, name, Buffer.byteLength(content), mtime)
		} else {
			plant(files, files.makeFolder(into, name), content)
		}
	}
}
