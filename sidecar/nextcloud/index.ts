// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AppConfig } from './app-config.ts'
import type { AppStatus } from './app-status.ts'
import type { DeclarativeSettings } from './declarative-settings.ts'
import type { FileActions } from './file-actions.ts'
import type { Files } from './files.ts'
import type { CallOptions, NextcloudOptions } from './http.ts'
import type { OccCommands } from './occ-commands.ts'
import type { Preferences } from './preferences.ts'
import type { TopMenu } from './top-menu.ts'
import type { NextcloudUser } from './user.ts'

import { createAppConfig } from './app-config.ts'
import { createAppStanding } from './app-standing.ts'
import { createAppStatus } from './app-status.ts'
import { createDeclarativeSettings } from './declarative-settings.ts'
import { createFileActions } from './file-actions.ts'
import { createFiles } from './files.ts'
import { createHttp } from './http.ts'
import { createOccCommands } from './occ-commands.ts'
import { createOcs } from './ocs.ts'
import { createPreferences } from './preferences.ts'
import { fetchPublicUrl } from './public-url.ts'
import { createTopMenu } from './top-menu.ts'
import { fetchUser } from './user.ts'

export type { DeclarativeForm } from './declarative-settings.ts'
export * from './errors.ts'
export { fileIdOf } from './file-id.ts'
export type { FileId } from './file-id.ts'
export type { FileAction } from './file-actions.ts'
export type { NextcloudFile } from './files.ts'
export type { CallOptions, NextcloudOptions } from './http.ts'
export { LOOP_HEADER } from './loop.ts'
export type { OccCommand } from './occ-commands.ts'
export type { StoredValue } from './stored-values.ts'
export type { TopMenuEntry } from './top-menu.ts'
export type { AppConfig, AppStatus, DeclarativeSettings, FileActions, Files, NextcloudUser, OccCommands, Preferences, TopMenu }

/** One Nextcloud, as this app may use it. Every function throws the classes of errors.ts. */
export interface Nextcloud {
	/** Who that user is. */
	user(userId: string, options?: CallOptions): Promise<NextcloudUser>
	/** The address under which Nextcloud knows itself, with the web root, without a slash at the end. */
	publicUrl(options?: CallOptions): Promise<string>
	preferences: Preferences
	appConfig: AppConfig
	files: Files
	appStatus: AppStatus
	topMenu: TopMenu
	declarativeSettings: DeclarativeSettings
	fileActions: FileActions
	occCommands: OccCommands
	/** To be called when Nextcloud has shown that it knows our secret: ends the pause that a refusal brings. */
	restoreStanding(): void
	/** Lets calls in flight finish and closes the connections. */
	close(): Promise<void>
}

export function createNextcloud(options: NextcloudOptions): Nextcloud {
	const http = createHttp(options)
	const standing = createAppStanding(http)
	const ocs = createOcs(http, standing)
	return {
		user: (userId, callOptions) => fetchUser(ocs, userId, callOptions),
		publicUrl: (callOptions) => fetchPublicUrl(ocs, callOptions),
		preferences: createPreferences(ocs),
		appConfig: createAppConfig(ocs),
		files: createFiles(http, standing),
		appStatus: createAppStatus(ocs),
		topMenu: createTopMenu(ocs),
		declarativeSettings: createDeclarativeSettings(ocs),
		fileActions: createFileActions(ocs),
		occCommands: createOccCommands(ocs),
		restoreStanding: () => standing.restore(),
		close: () => http.close(),
	}
}
