// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Access } from './access.ts'
import type { AttributeCache } from './attributes.ts'
import type { Http, HttpOptions } from './http.ts'
import type { Instances } from './instance.ts'
import type { OAuth } from './oauth.ts'
import type { ConnectionStore, TokenVault } from './token-vault.ts'

import { createAccess } from './access.ts'
import { createAttributeCache } from './attributes.ts'
import { createHttp } from './http.ts'
import { createInstances } from './instance.ts'
import { createOAuth } from './oauth.ts'
import { createTokenVault } from './token-vault.ts'

/** Everything that is needed to speak to a Nepenthes. */
export interface Nepenthes {
	http: Http
	instances: Instances
	oauth: OAuth
	vault: TokenVault
	access: Access
	attributes: AttributeCache
	/** Lets calls in flight finish and closes the connections. */
	close(): Promise<void>
}

export function createNepenthes({ store, ...options }: HttpOptions & { store: ConnectionStore }): Nepenthes {
	const http = createHttp(options)
	const instances = createInstances({ http })
	const oauth = createOAuth({ dispatcher: http.dispatcher, ...options.answerTimeout !== undefined && { answerTimeout: options.answerTimeout } })
	const vault = createTokenVault({ store, oauth })
	return {
		http,
		instances,
		oauth,
		vault,
		access: createAccess({ http, vault }),
		attributes: createAttributeCache(),
		close: () => http.close(),
	}
}
