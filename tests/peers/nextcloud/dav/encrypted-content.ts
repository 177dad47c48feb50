// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { Node } from '../files/view.ts'
import type { Instance } from '../instance.ts'

import { folderMime } from '../files/mime-types.ts'
import { DavError } from './dav-error.ts'

/** Clients that decrypt end-to-end encrypted files themselves. */
const clients = [/^Mozilla\/5\.0 \([A-Za-z ]+\) (mirall|csyncoC)\//, /^Mozilla\/5\.0 \(Android\) Nextcloud-android\//, /^Mozilla\/5\.0 \(iOS\) Nextcloud-iOS\//]

/** Whether the client of a request can do something with what is end-to-end encrypted. */
export function readsEncrypted(instance: Instance, request: FastifyRequest): boolean {
	const agent = request.headers['user-agent'] ?? ''
	return instance.switches.encryptionInBrowser || clients.some((client) => client.test(agent))
}

/** Other clients see that there is an encrypted folder, but not what is in it. */
export function refuseListingEncrypted(instance: Instance, request: FastifyRequest, { entry }: Node): void {
	if (entry.mime === folderMime && instance.encryptedFolders.cover(entry) && !readsEncrypted(instance, request)) {
		throw new DavError('Forbidden', `Client "${request.headers['user-agent'] ?? ''}" is not allowed to access end-to-end encrypted content`)
	}
}
