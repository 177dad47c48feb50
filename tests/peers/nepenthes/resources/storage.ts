// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { MessageKey } from '../messages.ts'
import type { AuthorizationState } from '../storages/nextcloud.ts'
import type { Storage } from '../storages/storages.ts'
import type { User } from '../users.ts'

import { resource } from '../hal.ts'
import { message } from '../messages.ts'
import { findOAuthApplicationById } from '../oauth/applications.ts'
import { may } from '../planning/members.ts'
import { asPrincipal } from '../planning/principals.ts'
import { allProjects } from '../planning/projects.ts'
import { authorizationAddress } from '../storages/nextcloud-tokens.ts'
import { authorizationState } from '../storages/nextcloud.ts'
import { isActiveIn } from '../storages/storages.ts'
import { principalLink } from './principals.ts'

const URN = 'urn:openproject-org:api:v3:storages:'

const stateTitles: Record<AuthorizationState, MessageKey> = {
	Connected: 'storage.state.connected',
	NotConnected: 'storage.state.not-connected',
	FailedAuthorization: 'storage.state.failed',
	Error: 'storage.state.error',
}

export const storageLink = ({ basePath }: Instance, { id, name }: Storage): Link => ({ href: `${basePath}/api/v3/storages/${id}`, title: name })

/** The client that a Nextcloud is here; its secret only in the answer to its creation. */
export function renderOAuthApplication(instance: Instance, storage: Storage, clientSecret?: string): Record<string, unknown> {
	const application = findOAuthApplicationById(instance, storage.applicationId)!
	const owner = instance.users.byId(storage.creatorId)
	return resource('OAuthApplication', {
		id: application.id,
		name: application.name,
		clientId: application.clientId,
		...clientSecret !== undefined && { clientSecret },
		confidential: true,
		scopes: ['api_v3'],
		createdAt: storage.createdAt,
		updatedAt: storage.createdAt,
	}, {
		links: {
			self: { href: `${instance.basePath}/api/v3/oauth_applications/${application.id}`, title: application.name },
			owner: owner ? principalLink(instance, asPrincipal(owner)) : { href: null },
			integration: storageLink(instance, storage),
			redirectUri: application.redirectUris.map((href) => ({ href })),
		},
	})
}

/** The client that this Nepenthes is at a Nextcloud; counted like its storage, as there is one at most. */
export function renderClientCredentials(instance: Instance, storage: Storage): Record<string, unknown> | undefined {
	return storage.client && resource('OAuthClientCredentials', {
		id: storage.id,
		clientId: storage.client.clientId,
		confidential: true,
		createdAt: storage.createdAt,
		updatedAt: storage.updatedAt,
	}, {
		links: {
			self: credentialsLink(instance, storage),
			integration: storageLink(instance, storage),
		},
	})
}

function credentialsLink({ basePath }: Instance, { id, client }: Storage): Link {
	return { href: client ? `${basePath}/api/v3/oauth_client_credentials/${id}` : null }
}

/** A storage as the user sees it (section 4.5). This asks its Nextcloud whether the user is connected. */
export async function renderStorage(instance: Instance, storage: Storage, user: User, clientSecret?: string): Promise<Record<string, unknown>> {
	const { id, name, host, client, applicationPassword, createdAt, updatedAt } = storage
	const path = `${instance.basePath}/api/v3/storages/${id}`
	const state = await authorizationState(instance, storage, user)
	const authorize = ['NotConnected', 'FailedAuthorization'].includes(state) ? authorizationAddress(instance, storage) : undefined
	const credentials = renderClientCredentials(instance, storage)
	const linkable = allProjects(instance).filter((project) => isActiveIn(instance, id, project) && may(instance, user, project, 'manage_file_links'))
	return resource('Storage', {
		id,
		name,
		configured: client !== undefined,
		hasApplicationPassword: applicationPassword !== null,
		storageAudience: null,
		tokenExchangeScope: null,
		forbiddenFileNameCharacters: '<>:"\\/|?*',
		createdAt,
		updatedAt,
	}, {
		...user.admin && { embedded: {
			oauthApplication: renderOAuthApplication(instance, storage, clientSecret),
			...credentials && { oauthClientCredentials: credentials },
		} },
		links: {
			self: storageLink(instance, storage),
			type: { href: `${URN}Nextcloud`, title: 'Nextcloud' },
			origin: { href: host },
			authenticationMethod: { href: `${URN}authenticationMethod:TwoWayOAuth2` },
			open: { href: `${path}/open` },
			authorizationState: { href: `${URN}authorization:${state}`, title: message(user.language, stateTitles[state]) },
			...authorize !== undefined && { authorize: { href: authorize, title: 'Authorize' } },
			prepareUpload: linkable.map((project): Link => ({
				href: `${path}/files/prepare_upload`,
				method: 'post',
				title: 'Upload file',
				payload: { projectId: project.id, fileName: '{fileName}', parent: '{parent}' },
				templated: true,
			})),
			projectStorages: { href: `${instance.basePath}/api/v3/project_storages?filters=${encodeURIComponent(JSON.stringify([{ storageId: { operator: '=', values: [String(id)] } }]))}` },
			...user.admin && {
				oauthApplication: { href: `${instance.basePath}/api/v3/oauth_applications/${storage.applicationId}`, title: `${name} (Nextcloud)` },
				oauthClientCredentials: credentialsLink(instance, storage),
			},
		},
	})
}
