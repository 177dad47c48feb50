// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { BlockList, isIP } from 'node:net'

export const APP_ID = 'integration_nepenthes'

/** Where Nepenthes sends browsers back to: the path of the upstream app, one of our own, or AppAPI's embedded page. */
export const REDIRECTS = ['upstream', 'gateway', 'page'] as const
export type Redirect = typeof REDIRECTS[number]

export type Role = 'exapp' | 'gateway'

/** Where a listener listens: a TCP port of a host, or a Unix socket. */
export type ListenAddress = { host: string, port: number } | { path: string }

export interface Config {
	app: {
		/** At least 16 characters; shared with AppAPI. */
		secret: string
		version: string
	}
	roles: ReadonlySet<Role>
	exapp: ListenAddress
	gateway: ListenAddress
	nextcloud: {
		/** Where the sidecar reaches Nextcloud, with the web root, without a slash at the end. Never the gateway. */
		url: string
		/** The path below which Nextcloud lives: '' or '/nextcloud'. */
		webroot: string
		/** Under which people know it, with the web root, without a slash at the end; null: as Nextcloud says itself. */
		publicUrl: string | null
	}
	/** From the environment; comes before what the administrator entered in Nextcloud. */
	nepenthes: {
		url: string | null
		/** The OAuth application of this app in Nepenthes. */
		client: { id: string, secret: string } | null
		/** Where Nepenthes sends browsers back to. */
		redirect: Redirect | null
	}
	/** Peers whose X-Forwarded-* headers are believed. */
	trustedProxies: BlockList
	/** Milliseconds that a forwarded request may stay without any sign of life from Nextcloud. */
	forwardTimeout: number
	/** Milliseconds that streams in flight get when the sidecar stops. */
	stopTimeout: number
	logLevel: string
}

/** Thrown by readConfig: every wrong or missing value, a readable line each. */
export class ConfigError extends Error {
	override readonly name = 'ConfigError'
	readonly lines: readonly string[]

	constructor(lines: readonly string[]) {
		super(lines.join('\n'))
		this.lines = lines
	}
}

export function isRedirect(value: string): value is Redirect {
	return REDIRECTS.some((redirect) => redirect === value)
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** Where AppAPI's tunnel expects the app when it is deployed with HaRP (nextcloud-contract 1.8). */
const HARP_SOCKET = '/tmp/exapp.sock'

/**
 * The environment as a typed configuration.
 *
 * @param env variables as AppAPI sets them (APP_ID, APP_SECRET, …) and our own; README lists them
 * @throws {ConfigError} naming every variable that is missing or wrong
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
	const wrong: string[] = []

	const text = (name: string): string | undefined => env[name]?.trim() || undefined
	const required = (name: string, what: string): string => {
		const value = text(name)
		if (value === undefined) {
			wrong.push(`${name} is missing: ${what}.`)
		}
		return value ?? ''
	}
	const integer = (name: string, fallback: number | undefined, min: number, max: number): number => {
		const value = text(name)
		if (value === undefined && fallback !== undefined) {
			return fallback
		}
		if (value === undefined) {
			wrong.push(`${name} is missing: a whole number from ${min} to ${max}.`)
			return 0
		}
		const number = Number(value)
		if (!Number.isInteger(number) || number < min || number > max) {
			wrong.push(`${name} is "${value}": it must be a whole number from ${min} to ${max}.`)
			return 0
		}
		return number
	}
	const address = (name: string): string | undefined => {
		const value = text(name)
		if (value === undefined) {
			return undefined
		}
		// Whatever stands before the last @ may be a password.
		const shown = value.replace(/^([^/]*\/\/)?.*@/, '$1…@')
		const url = URL.canParse(value) ? new URL(value) : undefined
		if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
			wrong.push(`${name} is "${shown}": it must be an address that starts with http:// or https://.`)
			return undefined
		}
		if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
			wrong.push(`${name} is "${shown}": it must be an address without account, query and fragment.`)
			return undefined
		}
		return url.origin + url.pathname.replace(/\/+$/, '')
	}

	const appId = required('APP_ID', `the name of this app, ${APP_ID}`)
	if (appId !== '' && appId !== APP_ID) {
		wrong.push(`APP_ID is "${appId}": this app is ${APP_ID}.`)
	}
	const secret = required('APP_SECRET', 'the secret that AppAPI and this app share')
	if (secret !== '' && secret.length < 16) {
		wrong.push('APP_SECRET is too short: it must have at least 16 characters.')
	}
	const version = required('APP_VERSION', 'the version with which the app is registered, for example 0.1.0')

	const roles = new Set<Role>()
	for (const role of (text('SIDECAR_ROLES') ?? 'exapp,gateway').split(',').map((name) => name.trim())) {
		if (role === 'exapp' || role === 'gateway') {
			roles.add(role)
		} else {
			wrong.push(`SIDECAR_ROLES names "${role}": it may name exapp and gateway, separated by a comma.`)
		}
	}

	const exapp: ListenAddress = text('HP_SHARED_KEY') !== undefined
		? { path: HARP_SOCKET }
		: {
				host: text('APP_HOST') ?? '127.0.0.1',
				port: roles.has('exapp') ? integer('APP_PORT', undefined, 0, 65535) : 0,
			}
	const gateway = {
		host: text('GATEWAY_HOST') ?? '127.0.0.1',
		port: integer('GATEWAY_PORT', 8080, 0, 65535),
	}

	const nextcloudUrl = address('NEXTCLOUD_URL')
	if (text('NEXTCLOUD_URL') === undefined) {
		wrong.push('NEXTCLOUD_URL is missing: the address of Nextcloud, for example https://cloud.example.')
	}
	// AppAPI may hand over an address that ends in /index.php (nextcloud-contract 1.1).
	const withoutScript = (entered: string) => entered.replace(/\/index\.php$/, '')
	const url = withoutScript(address('NEXTCLOUD_UPSTREAM') ?? nextcloudUrl ?? 'http://localhost')
	const publicUrl = address('NEXTCLOUD_PUBLIC_URL')

	const trustedProxies = new BlockList()
	for (const entry of (text('TRUSTED_PROXIES') ?? '').split(/[\s,]+/).filter(Boolean)) {
		const [host = '', prefix, ...more] = entry.split('/')
		const family = isIP(host) === 6 ? 'ipv6' : 'ipv4'
		const bits = prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix)
		if (isIP(host) === 0 || more.length > 0 || !/^\d{1,3}$/.test(prefix ?? '0') || bits > (family === 'ipv6' ? 128 : 32)) {
			wrong.push(`TRUSTED_PROXIES names "${entry}": each entry must be an IP address or a range such as 10.0.0.0/8.`)
		} else {
			trustedProxies.addSubnet(host, bits, family)
		}
	}

	const clientId = text('NEPENTHES_CLIENT_ID')
	const clientSecret = text('NEPENTHES_CLIENT_SECRET')
	if ((clientId === undefined) !== (clientSecret === undefined)) {
		wrong.push(`${clientId === undefined ? 'NEPENTHES_CLIENT_ID' : 'NEPENTHES_CLIENT_SECRET'} is missing: the OAuth application of Nepenthes has both, an id and a secret.`)
	}
	const redirect = text('NEPENTHES_REDIRECT')
	if (redirect !== undefined && !isRedirect(redirect)) {
		wrong.push(`NEPENTHES_REDIRECT is "${redirect}": it must be one of ${REDIRECTS.join(', ')}.`)
	}

	const logLevel = text('LOG_LEVEL') ?? 'info'
	if (!LOG_LEVELS.includes(logLevel)) {
		wrong.push(`LOG_LEVEL is "${logLevel}": it must be one of ${LOG_LEVELS.join(', ')}.`)
	}

	const config: Config = {
		app: { secret, version },
		roles,
		exapp,
		gateway,
		nextcloud: { url, webroot: new URL(url).pathname.replace(/\/+$/, ''), publicUrl: publicUrl === undefined ? null : withoutScript(publicUrl) },
		nepenthes: {
			url: address('NEPENTHES_URL') ?? null,
			client: clientId !== undefined && clientSecret !== undefined ? { id: clientId, secret: clientSecret } : null,
			redirect: redirect !== undefined && isRedirect(redirect) ? redirect : null,
		},
		trustedProxies,
		forwardTimeout: integer('FORWARD_TIMEOUT', 300, 1, 86_400) * 1000,
		stopTimeout: integer('STOP_TIMEOUT', 30, 1, 3600) * 1000,
		logLevel,
	}
	if (wrong.length > 0) {
		throw new ConfigError(wrong)
	}
	return config
}
