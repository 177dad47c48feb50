// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

import { aliceFiles, bobFiles, carolFiles, deletedFiles, encryptedFiles, teamFiles } from './files.ts'
import { plant } from './folder.ts'

/** The accounts and files of the demo. */
export function seed(instance: Instance): void {
	const { encryptedFolders, files, shares, systemTags, teamFolders, trash, users } = instance
	files.together(() => {
		users.add({ uid: 'admin', password: 'admin-password', displayName: 'Admin', email: 'admin@example.org', admin: true })
		users.add({ uid: 'alice', password: 'alice-password', displayName: 'Alice Archer', email: 'alice@example.org' })
		users.add({ uid: 'bob', password: 'bob-password', displayName: 'Bob Builder', email: 'bob@example.org' })
		users.add({ uid: 'carol', password: 'carol-password', displayName: 'Carol Climber', email: 'carol@example.org' })
		files.root('admin')
		plant(files, files.root('alice'), aliceFiles())
		plant(files, files.root('bob'), bobFiles)
		plant(files, files.root('carol'), carolFiles)
		shares.shareWithUser(files.child(files.root('alice'), 'Shared with Bob')!, 'bob')
		const [documents, building] = [files.child(files.root('alice'), 'Documents')!, files.child(files.root('bob'), 'Building')!]
		shares.shareWithUser(files.child(documents, 'Annual report.pdf')!, 'bob')
		shares.shareWithUser(files.child(building, 'bricks.csv')!, 'alice')
		plant(files, teamFolders.add('Botany team', ['alice', 'bob']), teamFiles)

		const alice = files.root('alice')
		const encrypted = files.makeFolder(alice, 'Encrypted notes')
		encryptedFolders.add(encrypted)
		plant(files, encrypted, encryptedFiles)
		plant(files, alice, deletedFiles)
		for (const name of Object.keys(deletedFiles)) {
			trash.add('alice', files.child(alice, name)!, [name], 'alice')
		}
		systemTags.add('Plans', [files.child(files.child(alice, 'Projects')!, 'Garden')!, files.child(documents, 'Annual report.pdf')!])
		systemTags.add('To check', [files.child(documents, 'letter.txt')!, files.child(building, 'bricks.csv')!])
	})
}
