// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { OccCommands } from '../appapi/occ.ts'

import { InvalidRedirectUri } from './clients.ts'

/** What an administrator types to add and delete clients. */
export const oauthCommands: OccCommands = {
	'oauth2:add-client': function({ instance, values, options, say }) {
		const [name, redirectUri] = values
		if (name === undefined || redirectUri === undefined) {
			say('Not enough arguments (missing: "name, redirect-uri").')
			return 1
		}
		try {
			const client = instance.oauthClients.add(name, redirectUri)
			if (options.get('output')?.startsWith('json')) {
				say(JSON.stringify(client, undefined, options.get('output') === 'json_pretty' ? 4 : undefined))
				return 0
			}
			for (const [key, value] of Object.entries(client)) {
				say(`  - ${key}: ${value}`)
			}
			return 0
		} catch (error) {
			if (error instanceof InvalidRedirectUri) {
				say(error.message)
				return 1
			}
			throw error
		}
	},

	'oauth2:delete-client': function({ instance, values, say }) {
		const fine = instance.oauthClients.delete(Number(values[0]))
		say(fine ? 'Client deleted successfully' : `Client with ID ${values[0]} not found`)
		return fine ? 0 : 1
	},
}
