// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FileTree } from './tree.ts'

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Adds small files to a folder of a user, given as names, which is made where it is missing; gives their ids. */
export function addManyFiles(files: FileTree, uid: string, folder: string[], count: number): number[] {
	return files.together(() => {
		const into = folder.reduce((parent, name) => files.child(parent, name) ?? files.makeFolder(parent, name), files.root(uid))
		const directory = files.diskPath(into)
		return Array.from({ length: count }, (_, index) => {
			const name = `plan-${String(index + 1).padStart(4, '0')}.txt`
			const content = `Plan ${index + 1}\n`
			writeFileSync(join(directory, name), content)
			return files.noteContent(into, name, content.length).fileid
		})
	})
}
