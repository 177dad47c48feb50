// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Redirect } from '../config.ts'
import type { OAuthClient } from '../nepenthes/oauth.ts'
import type { Nextcloud } from '../nextcloud/index.ts'
import type { NextcloudAddress } from './nextcloud-address.ts'

import { LRUCache } from 'lru-cache'
import Type from 'typebox'
import Value from 'typebox/value'
import { APP_ID, REDIRECTS } from '../config.ts'
import { ProblemError } from './problems.ts'

/** The key of the app's configuration in which the administrator's form stores the address. */
export const ADDRESS_KEY = 'nepenthes_url'

/** The sensitive key that holds the OAuth application. */
export const CLIENT_KEY = 'oauth_client'

/** Milliseconds for which the setup is believed: what an administrator saves counts at once, to human eyes. */
const FRESH = 5_000

/** Below the web root. Nepenthes itself registers the first for each storage that it adds (nepenthes-api 1.2). */
const REDIRECT_PATHS: Record<Redirect, string> = {
	upstream: '/index.php/apps/integration_openproject/oauth-redirect',
	gateway: `/index.php/apps/${APP_ID}/oauth-redirect`,
	// The only one without the gateway: AppAPI's embedded page, whose script hands on what it receives.
	page: `/index.php/apps/app_api/embedded/${APP_ID}/main/oauth-redirect`,
}

export interface ClientCredentials {
	id: string
	secret: string
	redirect: Redirect
}

/** The OAuth application as stored: for one instance, so that a new address never gets the secret of the old one. */
const StoredClient = Type.Object({
	instance: Type.String(),
	id: Type.String({ minLength: 1 }),
	secret: Type.String({ minLength: 1 }),
	redirect: Type.Union(REDIRECTS.map((redirect) => Type.Literal(redirect))),
})

/** What the administrator has entered, wherever: the address of Nepenthes, and the OAuth application of this app there. */
export interface Setup {
	/** Without a slash at the end. */
	url: string
	client: ClientCredentials | null
}

export interface NepenthesSetup {
	/**
	 * The setup, or null without an address.
	 *
	 * @throws {NextcloudError} when it was never read and cannot be read now
	 */
	read(): Promise<Setup | null>
	/** The address as known now, without waiting. */
	peek(): string | null
	/**
	 * The OAuth application, ready to be used.
	 *
	 * @throws {ProblemError} not-set-up, oauth-not-set-up
	 * @throws {NextcloudError}
	 */
	client(): Promise<OAuthClient>
	/**
	 * Stores what is given; counts at once. A new address drops the OAuth application of the old one.
	 *
	 * @throws {NextcloudError}
	 */
	store(change: { url?: string, client?: ClientCredentials }): Promise<void>
	/** Which of it the environment of this app dictates, so that storing does not change it. */
	fixed: { url: boolean, client: boolean }
	/** Where Nepenthes sends browsers back to, unless something else was chosen. */
	defaultRedirect: Redirect
}

/**
 * An address as people paste it, turned into that of the instance: `https://np.example/api/v3/` → `https://np.example`.
 *
 * @return null for what is no http(s) address
 */
export function instanceUrl(entered: string): string | null {
	const text = entered.trim()
	if (!URL.canParse(text)) {
		return null
	}
	const url = new URL(text)
	if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
		return null
	}
	return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/(?:api\/v3|login)$/, '')
}

/** The address at which Nepenthes has to send browsers back, to be registered there. */
export function redirectUri(nextcloudUrl: string, redirect: Redirect): string {
	return nextcloudUrl + REDIRECT_PATHS[redirect]
}

/** What the environment gives comes before what is stored in Nextcloud. */
export function createNepenthesSetup({ fixed, nextcloud, nextcloudAddress, defaultRedirect }: {
	fixed: { url: string | null, client: { id: string, secret: string } | null, redirect: Redirect | null }
	nextcloud: Pick<Nextcloud, 'appConfig'>
	nextcloudAddress: NextcloudAddress
	defaultRedirect: Redirect
}): NepenthesSetup {
	const fixedUrl = fixed.url === null ? null : instanceUrl(fixed.url)

	const readStored = async (): Promise<Setup | null> => {
		const values = await nextcloud.appConfig.get([ADDRESS_KEY, CLIENT_KEY])
		const url = fixedUrl ?? instanceUrl(values.get(ADDRESS_KEY) ?? '')
		if (url === null) {
			return null
		}
		const stored = parse(values.get(CLIENT_KEY))
		const client = Value.Check(StoredClient, stored) && stored.instance === url ? stored : null
		return {
			url,
			client: fixed.client !== null
				? { ...fixed.client, redirect: fixed.redirect ?? defaultRedirect }
				: client && { id: client.id, secret: client.secret, redirect: fixed.redirect ?? client.redirect },
		}
	}

	const cache = new LRUCache<string, { setup: Setup | null }>({
		max: 1,
		ttl: FRESH,
		noDeleteOnStaleGet: true,
		ignoreFetchAbort: true,
		fetchMethod: async (_key, known) => {
			try {
				return { setup: await readStored() }
			} catch (error) {
				if (known === undefined) {
					throw error
				}
				return known
			}
		},
	})
	const KEY = 'setup'

	const read = async () => fixedUrl !== null && fixed.client !== null
		? { url: fixedUrl, client: { ...fixed.client, redirect: fixed.redirect ?? defaultRedirect } }
		: (await cache.forceFetch(KEY)).setup

	return {
		read,
		peek() {
			if (fixedUrl !== null) {
				return fixedUrl
			}
			// Whoever comes next finds a fresh one; a failure shows when it is needed.
			cache.fetch(KEY).catch(() => {})
			return cache.get(KEY, { allowStale: true })?.setup?.url ?? null
		},
		async client() {
			const setup = await read()
			if (setup === null) {
				throw new ProblemError('not-set-up')
			}
			if (setup.client === null) {
				throw new ProblemError('oauth-not-set-up')
			}
			const { id, secret, redirect } = setup.client
			return { instance: setup.url, id, secret, redirectUri: redirectUri(await nextcloudAddress.read(), redirect) }
		},
		async store({ url, client }) {
			try {
				const before = await readStored()
				const instance = url ?? before?.url
				if (url !== undefined && url !== before?.url) {
					await nextcloud.appConfig.delete([CLIENT_KEY])
					await nextcloud.appConfig.set(ADDRESS_KEY, { value: url, sensitive: false })
				}
				if (client !== undefined && instance !== undefined) {
					await nextcloud.appConfig.set(CLIENT_KEY, { value: JSON.stringify({ instance, ...client }), sensitive: true })
				}
			} finally {
				cache.clear()
			}
		},
		fixed: { url: fixedUrl !== null, client: fixed.client !== null },
		defaultRedirect,
	}
}

function parse(text: string | undefined): unknown {
	try {
		return JSON.parse(text ?? 'null')
	} catch {
		return null
	}
}
