// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Database } from './database.ts'
import type { OriginData } from './storages/file-links.ts'
import type { Users } from './users.ts'

/** One Nepenthes: what all its parts work with. */
export interface Instance {
	/** What it calls itself, `instanceName` in the API. */
	name: string
	/** Path below which it is installed, without a slash at the end; empty at the root of its host. */
	basePath: string
	/** Whether callers without credentials are refused everything; else they are the anonymous user. */
	loginRequired: boolean
	/** The time by which tokens and sessions run out. */
	clock: () => Date
	/** How long access tokens live, in seconds; a test may change it. */
	tokenLifetime: number
	/** Address under which browsers and clients know it, without a slash at the end; empty until it listens. */
	publicUrl: string
	/** Refreshes of users' tokens at a Nextcloud that are under way, by storage and user. */
	refreshesAtNextcloud: Map<string, Promise<boolean>>
	/** Whether a file is one that cannot be linked, for a reason of its own; a test may change it. */
	refusesFileLink: (file: Pick<OriginData, 'id' | 'name'>) => boolean
	database: Database
	users: Users
}
