// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { OAuthCredentials } from '../oauth/applications.ts'
import type { Storage } from '../storages/storages.ts'

import { ApiError, refuseFor } from '../api-error.ts'
import { allStorages, asHost } from '../storages/storages.ts'

interface StorageBody {
	name?: unknown
	/** Empty or null: none. */
	applicationPassword?: string | null
	_links?: { origin?: { href?: unknown }, type?: { href?: unknown } }
}

interface ReadStorage {
	name: string
	host: string
	applicationPassword: string | null
}

const violation = (key: 'storage.blank' | 'storage.taken' | 'storage.host-invalid' | 'storage.type-unknown', attribute: string, value = '') => new ApiError('PropertyConstraintViolation', key, { attribute, value })

/**
 * Reads the body that creates a storage, or changes one.
 *
 * @param instance
 * @param body
 * @param current The storage that is changed: what the body does not name stays
 * @throws {ApiError} PropertyConstraintViolation, or several in a MultipleErrors
 */
export function readStorage(instance: Instance, body: unknown, current?: Storage): ReadStorage {
	const { name = current?.name, applicationPassword = current?.applicationPassword, _links: links } = (body ?? {}) as StorageBody
	const { origin, type } = links ?? {}
	const address = String(origin?.href ?? current?.host ?? '')
	const others = allStorages(instance).filter(({ id }) => id !== current?.id)
	const errors: ApiError[] = []

	if (String(name ?? '').trim() === '') {
		errors.push(violation('storage.blank', 'name', 'Name'))
	} else if (others.some((other) => other.name === name)) {
		errors.push(violation('storage.taken', 'name', 'Name'))
	}
	if (!['http:', 'https:'].includes(URL.parse(address)?.protocol ?? '')) {
		errors.push(violation('storage.host-invalid', 'host'))
	} else if (others.some(({ host }) => host === asHost(address))) {
		errors.push(violation('storage.taken', 'host', 'Host'))
	}
	if (!current && type?.href !== 'urn:openproject-org:api:v3:storages:Nextcloud') {
		errors.push(violation('storage.type-unknown', 'providerType'))
	}
	refuseFor(errors)
	return { name: String(name), host: asHost(address), applicationPassword: applicationPassword || null }
}

/**
 * Reads the client that a Nextcloud made for this Nepenthes.
 *
 * @param body
 * @throws {ApiError} PropertyConstraintViolation, or both in a MultipleErrors
 */
export function readClientCredentials(body: unknown): OAuthCredentials {
	const { clientId, clientSecret } = (body ?? {}) as Partial<OAuthCredentials>
	refuseFor([
		...clientId ? [] : [violation('storage.blank', 'clientId', 'Client ID')],
		...clientSecret ? [] : [violation('storage.blank', 'clientSecret', 'Client secret')],
	])
	return { clientId: String(clientId), clientSecret: String(clientSecret) }
}
