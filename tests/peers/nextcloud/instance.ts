// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'
import type { Addresses } from './addresses.ts'
import type { ExAppConfig } from './appapi/config.ts'
import type { Lifecycle } from './appapi/lifecycle.ts'
import type { ExAppPreferences } from './appapi/preferences.ts'
import type { ExApps } from './appapi/registry.ts'
import type { ExAppSurfaces } from './appapi/surfaces.ts'
import type { Arrangements } from './dashboard/arrangements.ts'
import type { EncryptedFolders } from './files/encrypted-folders.ts'
import type { Shares } from './files/shares.ts'
import type { SystemTags } from './files/system-tags.ts'
import type { TeamFolders } from './files/team-folders.ts'
import type { Trash } from './files/trash.ts'
import type { FileTree } from './files/tree.ts'
import type { OAuthClients } from './oauth/clients.ts'
import type { OAuthTokens } from './oauth/tokens.ts'
import type { Settings } from './options.ts'
import type { RateLimits } from './rate-limits.ts'
import type { ReferenceUses } from './references/providers.ts'
import type { WebPages } from './references/web-pages.ts'
import type { CookieJar } from './session/cookies.ts'
import type { Sessions } from './session/sessions.ts'
import type { ChatRooms } from './texts/chat-rooms.ts'
import type { Documents } from './texts/documents.ts'
import type { Users } from './users.ts'

/** What tests may turn on and off while the server runs. */
export interface Switches {
	/** Everything answers 503. */
	maintenance: boolean
	/** Browsers may read what is end-to-end encrypted; else only the clients that can decrypt it. */
	encryptionInBrowser: boolean
	/** Messages that an ExApp wrote to the log, and what the server has to say itself. */
	log: { app: string, level: number, message: string }[]
}

/** One stand-in server: its state, in parts that know as little of each other as they can. */
export interface Instance {
	settings: Settings
	/** Name of the session cookie and end of OC-FileId. */
	instanceId: string
	/** The time by which sessions, codes and tokens are measured. */
	clock: () => Date
	database: DatabaseSync
	addresses: Addresses
	cookies: CookieJar
	users: Users
	sessions: Sessions
	oauthClients: OAuthClients
	oauthTokens: OAuthTokens
	files: FileTree
	shares: Shares
	teamFolders: TeamFolders
	encryptedFolders: EncryptedFolders
	trash: Trash
	systemTags: SystemTags
	arrangements: Arrangements
	exApps: ExApps
	lifecycle: Lifecycle
	preferences: ExAppPreferences
	config: ExAppConfig
	surfaces: ExAppSurfaces
	rateLimits: RateLimits
	webPages: WebPages
	referenceUses: ReferenceUses
	documents: Documents
	chatRooms: ChatRooms
	switches: Switches
}
