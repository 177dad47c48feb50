// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Entry } from './files/tree.ts'
import type { Instance } from './instance.ts'
import type { NextcloudOptions, Settings } from './options.ts'

import websocket from '@fastify/websocket'
import Fastify from 'fastify'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { downSwitch } from '../down-switch.ts'
import { Faults } from '../faults.ts'
import { Addresses } from './addresses.ts'
import { answerErrors } from './answer-errors.ts'
import { newDispatcher } from './appapi/calls.ts'
import { ExAppConfig } from './appapi/config.ts'
import { Lifecycle } from './appapi/lifecycle.ts'
import { runOcc } from './appapi/occ.ts'
import { ExAppPreferences } from './appapi/preferences.ts'
import { ExApps } from './appapi/registry.ts'
import { ExAppSurfaces } from './appapi/surfaces.ts'
import { compressAnswers } from './compression.ts'
import { Arrangements } from './dashboard/arrangements.ts'
import { openDatabase } from './database.ts'
import { viewOf } from './dav/locate.ts'
import { addDavMethods } from './dav/routes.ts'
import { addManyFiles } from './files/add-many.ts'
import { EncryptedFolders } from './files/encrypted-folders.ts'
import { Shares } from './files/shares.ts'
import { SystemTags } from './files/system-tags.ts'
import { TeamFolders } from './files/team-folders.ts'
import { Trash } from './files/trash.ts'
import { FileTree } from './files/tree.ts'
import { OAuthClients } from './oauth/clients.ts'
import { OAuthTokens } from './oauth/tokens.ts'
import { startRequests } from './php.ts'
import { randomText } from './random.ts'
import { RateLimits } from './rate-limits.ts'
import { ReferenceUses } from './references/providers.ts'
import { WebPages } from './references/web-pages.ts'
import { RequestLog } from './request-log.ts'
import { addRoutes } from './routes.ts'
import { seed } from './seed/seed.ts'
import { seedTexts } from './seed/texts.ts'
import { CookieJar } from './session/cookies.ts'
import { Sessions } from './session/sessions.ts'
import { signIn } from './sign-in.ts'
import { ChatRooms } from './texts/chat-rooms.ts'
import { Documents } from './texts/documents.ts'
import { Users } from './users.ts'
import { answerAsWebServer } from './web-server.ts'

/** What an occ command came to. */
export interface OccResult {
	exitCode: number
	output: string
}

/** A stand-in Nextcloud that runs. */
export interface Nextcloud {
	/** With web root, without slash at the end. */
	url: string
	port: number
	/** Name of the session cookie. */
	instanceId: string
	faults: Faults
	/** Everything that arrived. */
	requests: RequestLog
	/** Refuses connections, and takes them again on the same port. */
	setDown(down: boolean): Promise<void>
	/** Runs a command as an administrator would at the server's console. */
	occ(args: string[]): Promise<OccResult>
	/** Signs in through the form and gives the value of a Cookie header. */
	signIn(uid: string, password: string, options?: { rememberMe?: boolean }): Promise<string>
	/** Makes an app password, for Authorization: Basic. */
	addAppPassword(uid: string): string
	/**
	 * Adds a client of Nextcloud's own OAuth 2 provider, as an administrator would in the settings. Its redirect URI may be
	 * made of the id that it gets.
	 */
	addOAuthClient(client: { name: string, redirectUri: string | ((clientId: string) => string) }): { id: number, clientId: string, clientSecret: string }
	/** Takes away what a user granted to OAuth clients, as they would under Security in the settings. */
	revokeOAuthTokens(uid: string): void
	/** Ends the sessions of a user, as their timeout would; remember-me cookies bring them back. */
	expireSession(uid: string): number
	/** Ends the sessions of a user and makes remember-me cookies worthless. */
	revokeSessions(uid: string): void
	/** Whether the user needs a second factor the next time they sign in (the code is 123456). */
	requireTwoFactor(uid: string, required?: boolean): void
	setUserEnabled(uid: string, enabled: boolean): void
	/** Whether everything answers 503. */
	setMaintenance(maintenance: boolean): void
	/** Whether browsers may open end-to-end encrypted folders; at first only clients that can decrypt them may. */
	setEncryptionInBrowser(enabled: boolean): void
	/** `default` (follows the system), `light`, `dark`, `light-highcontrast` or `dark-highcontrast`. */
	setTheme(uid: string, theme: string): void
	setLanguage(uid: string, language: string): void
	/** What ExApps and the server itself wrote to the log. */
	log: readonly { app: string, level: number, message: string }[]
	/** The id of a file or folder, by the path at which the user sees it, their own or received; `undefined` when there is none. */
	fileId(uid: string, path: string): number | undefined
	/** Adds small files, `plan-0001.txt` and on, to a folder of the user, which is made where it is missing; gives their ids. */
	addManyFiles(uid: string, folder: string, count: number): number[]
	/** Shares a file or folder of the first user with the second, at the top of whose files it appears. */
	shareWithUser(uid: string, path: string, recipient: string): void
	/** Makes a public link to a file or folder; gives the token of `/s/TOKEN`. */
	shareByLink(uid: string, path: string): string
	/** The pages of other sites that link previews tell of. */
	webPages: WebPages
	/** What users write on the page Text. */
	documents: Documents
	/** The rooms of the page Chat, and what is said there. */
	chatRooms: ChatRooms
	close(): Promise<void>
}

/** Starts a server. Stop it with `close`. */
export async function startNextcloud(options: NextcloudOptions = {}): Promise<Nextcloud> {
	const settings = complete(options)
	const closed = new AbortController()
	const dispatcher = newDispatcher()
	const instance = createInstance(settings, options.database ?? ':memory:', options.clock ?? (() => new Date()), (exApps, forget) => new Lifecycle(exApps, dispatcher, closed.signal, forget))
	if (settings.seed) {
		seed(instance)
	} else {
		instance.users.add({ uid: 'admin', password: 'admin-password', displayName: 'Admin', admin: true })
	}
	const faults = new Faults()
	const requests = new RequestLog()
	const { app, server } = createApp(instance, faults, requests)
	const setDown = downSwitch(server)
	await app.register(websocket)
	app.register(async (scope) => {
		addRoutes(scope, instance, dispatcher)
		scope.get('/push/ws', { websocket: true }, (socket) => {
			socket.on('message', (message: Buffer, binary: boolean) => socket.send(message, { binary }))
		})
	})
	await app.listen({ host: settings.host, port: settings.port })
	const { port } = server.address() as AddressInfo
	const url = `http://${settings.host}:${port}${settings.webroot}`
	settings.publicUrl ||= url
	if (settings.seed) {
		// Not before it is known by what address people come: links to files are written in full.
		seedTexts(instance)
	}
	const { users, sessions } = instance
	return {
		url,
		port,
		instanceId: instance.instanceId,
		faults,
		requests,
		setDown,
		occ: (args) => runOcc(instance, dispatcher, args),
		signIn: (uid, password, { rememberMe = true } = {}) => signIn(url, uid, password, rememberMe),
		addAppPassword: (uid) => users.addAppPassword(uid),
		addOAuthClient({ name, redirectUri }) {
			const { id, clientId, clientSecret } = instance.oauthClients.add(name, redirectUri)
			return { id, clientId, clientSecret }
		},
		revokeOAuthTokens: (uid) => instance.oauthTokens.revokeAllOf(uid),
		expireSession: (uid) => sessions.expire(uid),
		revokeSessions: (uid) => sessions.revoke(uid),
		requireTwoFactor: (uid, required = true) => users.change(uid, { secondFactor: required }),
		setUserEnabled: (uid, enabled) => users.change(uid, { enabled }),
		setMaintenance(maintenance) {
			instance.switches.maintenance = maintenance
		},
		setEncryptionInBrowser(enabled) {
			instance.switches.encryptionInBrowser = enabled
		},
		setTheme: (uid, theme) => users.change(uid, { theme }),
		setLanguage: (uid, language) => users.change(uid, { language }),
		log: instance.switches.log,
		fileId: (uid, path) => entryAt(instance, uid, path)?.fileid,
		addManyFiles: (uid, folder, count) => addManyFiles(instance.files, uid, folder.split('/').filter(Boolean), count),
		shareWithUser: (uid, path, recipient) => instance.shares.shareWithUser(existingEntry(instance, uid, path), recipient),
		shareByLink: (uid, path) => instance.shares.shareByLink(existingEntry(instance, uid, path)),
		webPages: instance.webPages,
		documents: instance.documents,
		chatRooms: instance.chatRooms,
		async close() {
			closed.abort()
			faults.clear()
			server.closeAllConnections()
			await app.close()
			await dispatcher.destroy()
			instance.database.close()
			if (settings.temporaryData) {
				rmSync(settings.dataDirectory, { recursive: true, force: true })
			}
		},
	}
}

function complete(options: NextcloudOptions): Settings {
	return {
		host: options.host ?? '127.0.0.1',
		port: options.port ?? 0,
		webroot: options.webroot ?? '',
		prettyUrls: options.prettyUrls ?? true,
		trustedDomains: [...options.trustedDomains ?? [], ...options.publicUrl ? [new URL(options.publicUrl).host] : []],
		trustedProxies: options.trustedProxies ?? ['127.0.0.1'],
		seed: options.seed ?? true,
		compressPages: options.compressPages ?? true,
		rotateRememberMe: options.rotateRememberMe ?? true,
		rateLimits: options.rateLimits ?? true,
		sessionCheckDelay: options.sessionCheckDelay ?? 0,
		publicUrl: options.publicUrl?.replace(/\/$/, '') ?? '',
		dataDirectory: options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'nextcloud-peer-')),
		temporaryData: options.dataDirectory === undefined,
	}
}

function createInstance(settings: Settings, file: string, clock: () => Date, lifecycle: (exApps: ExApps, forget: (appId: string) => void) => Lifecycle): Instance {
	const database = openDatabase(file)
	const instanceId = `oc${randomText(10)}`
	const exApps = new ExApps(database)
	const surfaces = new ExAppSurfaces(database)
	const files = new FileTree(database, settings.dataDirectory)
	return {
		settings,
		instanceId,
		clock,
		database,
		addresses: new Addresses(settings),
		cookies: new CookieJar(settings.webroot, instanceId),
		users: new Users(database),
		sessions: new Sessions(clock),
		oauthClients: new OAuthClients(database),
		oauthTokens: new OAuthTokens(database, clock),
		files,
		shares: new Shares(database),
		teamFolders: new TeamFolders(database, files),
		encryptedFolders: new EncryptedFolders(database, files),
		trash: new Trash(database, files),
		systemTags: new SystemTags(database),
		arrangements: new Arrangements(database),
		exApps,
		lifecycle: lifecycle(exApps, (appId) => surfaces.forget(appId)),
		preferences: new ExAppPreferences(database),
		config: new ExAppConfig(database),
		surfaces,
		rateLimits: new RateLimits(clock, settings.rateLimits),
		webPages: new WebPages(database),
		referenceUses: new ReferenceUses(database),
		documents: new Documents(database, clock),
		chatRooms: new ChatRooms(database, clock),
		switches: { maintenance: false, encryptionInBrowser: false, log: [] },
	}
}

function createApp(instance: Instance, faults: Faults, requests: RequestLog): { app: FastifyInstance, server: Server } {
	const { addresses, settings } = instance
	const server = createServer()
	const app = Fastify({
		// Routes are found by what is below the web root and index.php; what is not there finds none.
		rewriteUrl: (request) => addresses.route(request.url ?? '/') ?? '/.not-below-the-web-root',
		routerOptions: { maxParamLength: 10_000, ignoreDuplicateSlashes: false },
		forceCloseConnections: true,
		serverFactory(handler) {
			server.on('request', (request, response) => {
				requests.note(request)
				void faults.meet(request, response)
					.then(async (met) => met || await answerAsWebServer(addresses, request, response) || handler(request, response))
					.catch(() => response.destroy())
			})
			// Upgrades do not come as requests.
			server.on('upgrade', (request) => requests.note(request))
			return server
		},
	})
	addDavMethods(app)
	// Bodies are read by who wants them, as a whole or as a stream.
	app.removeAllContentTypeParsers()
	app.addContentTypeParser('*', (_request, _payload, done) => done(null))
	if (settings.compressPages) {
		compressAnswers(app)
	}
	startRequests(app, instance)
	answerErrors(app, instance)
	return { app, server }
}

function existingEntry(instance: Instance, uid: string, path: string): Entry {
	const entry = entryAt(instance, uid, path)
	if (!entry) {
		throw new Error(`${uid} has no ${path}`)
	}
	return entry
}

function entryAt(instance: Instance, uid: string, path: string): Entry | undefined {
	const user = instance.users.get(uid)
	return user && viewOf(instance, user).resolve(path.split('/').filter(Boolean))?.entry
}
