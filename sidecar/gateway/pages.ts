// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'
import type { EntryName } from '../assets.ts'
import type { PageConfig } from '../contract/page-config.ts'
import type { ForwardOptions, ResponseHead, Rewriting } from './forward.ts'
import type { PageFacts, StateAdditions } from './initial-state.ts'
import type { Mount } from './page-rewriter.ts'
import type { PageUser, PageUsers } from './page-user.ts'

import { constants, createBrotliDecompress, createGunzip, createGzip } from 'node:zlib'
import { LINK_ACTION } from '../api/link-action.ts'
import { APP_ID } from '../config.ts'
import { scriptPermission } from './content-security-policy.ts'
import { headerValues, withCookies } from './headers.ts'
import { dashboardPanel } from './ocs/dashboard.ts'
import { withNavigationLink } from './ocs/navigation.ts'
import { REFERENCE_TYPE, withReferenceProvider } from './ocs/references.ts'
import { PageRewriter } from './page-rewriter.ts'
import { holdUntilKnown } from './page-user.ts'
import { assetUrl, entryFor, isDashboard } from './paths.ts'
import { scriptWatch } from './script-watch.ts'

export interface PageDependencies {
	webroot: string
	/** File of a script, below the app's prefix. */
	scriptFor(entry: EntryName): string
	/** The app's public configuration as it is known now; a page never waits for it. */
	config(): PageConfig
	/** Address of Nepenthes, as it is known now; null when there is none, and nothing of it is added. */
	nepenthesUrl(): string | null
	users: PageUsers
	/** Told when a page of a signed-in user was passed unchanged. */
	onUnknownShape(reason: string): void
}

/** Conditions of the client are about the page as we changed it; Nextcloud knows only its own (nextcloud-contract 0.10). */
const DROPPED_REQUEST_HEADERS: ReadonlySet<string> = new Set(['accept-encoding', 'if-none-match', 'if-modified-since'])

const DROPPED_RESPONSE_HEADERS = new Set(['content-length', 'content-encoding', 'etag', 'last-modified', 'accept-ranges', 'content-md5', 'digest', 'content-digest', 'repr-digest'])

/** Whether a request is a browser's navigation, so that its answer may be a page. */
function isNavigation({ method, headers }: IncomingMessage): boolean {
	if (method !== 'GET' || headers.range !== undefined) {
		return false
	}
	const mode = headers['sec-fetch-mode']
	return mode === undefined ? headers.accept?.includes('text/html') ?? false : mode === 'navigate'
}

/** Whether an answer is gzip for this client. */
function wantsGzip({ headers }: IncomingMessage): boolean {
	return /(?:^|,)\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i.test(String(headers['accept-encoding'] ?? ''))
}

/** The decoder of an answer that is compressed although we asked for it plain; undefined if we know none. */
function decoderOf(encodings: readonly string[]) {
	switch (encodings.join(',').trim().toLowerCase()) {
		case '':
		case 'identity':
			return null
		case 'gzip':
		case 'x-gzip':
			return createGunzip()
		case 'br':
			return createBrotliDecompress()
		default:
			return undefined
	}
}

/** Whether a path is that of our section of the settings. */
const isSection = (kind: 'user' | 'admin', path: string) => new RegExp(`/settings/${kind}/${APP_ID}/?$`).test(path)

/**
 * The navigation of the settings lists our sections: the personal one, which nobody but us makes, and for administrators
 * theirs, which AppAPI makes but does not list (nextcloud-contract 6.8).
 */
function withSettingsSections(webroot: string, path: string) {
	const listed = (sections: unknown, kind: 'user' | 'admin'): unknown => {
		if (!Array.isArray(sections) || sections.length === 0 || sections.some((section: { id?: unknown }) => section.id === APP_ID)) {
			return sections
		}
		return [...sections, { id: APP_ID, name: 'Nepenthes', active: isSection(kind, path), icon: assetUrl(webroot, 'img/app.svg') }]
	}
	return (value: unknown): unknown => {
		const sections = value as { personal?: unknown, admin?: unknown }
		const personal = listed(sections.personal, 'user')
		const admin = listed(sections.admin, 'admin')
		return personal === sections.personal && admin === sections.admin ? undefined : { ...sections, personal, admin }
	}
}

/** Nextcloud knows no personal section of ours, so that it serves an empty frame for it; its content is drawn here (nextcloud-contract 6.8). */
const PERSONAL_SETTINGS: Mount = { into: 'original-settings-content', id: 'nepenthes-personal-settings' }

/** With our own action on the page, the one by which AppAPI leads to ours would stand there twice (nextcloud-contract 3.4). */
function withoutFileAction(value: unknown): unknown {
	const state = value as { fileActions?: unknown }
	return Array.isArray(state.fileActions)
		? { ...state, fileActions: state.fileActions.filter((action: { appid?: unknown, name?: unknown }) => action.appid !== APP_ID || action.name !== LINK_ACTION) }
		: undefined
}

/** PHP sends a map that holds nothing as a list. */
function mapOf(value: unknown): Record<string, unknown> | null {
	return typeof value === 'object' && value !== null && (!Array.isArray(value) || value.length === 0) ? { ...value } : null
}

/** What pages know of Nepenthes, once there is one; the same for every user. */
function nepenthesStates(webroot: string, nepenthesUrl: string): StateAdditions['change'] {
	return {
		'dashboard-panels': (value, { language }) => {
			const panels = mapOf(value)
			const panel = dashboardPanel({ webroot, nepenthesUrl, language })
			return panels === null ? undefined : { ...panels, [panel.id]: panel }
		},
		'core-reference-provider-list': (value, { language }) => Array.isArray(value) ? withReferenceProvider(value, { webroot, language }) : undefined,
	}
}

/** What pages know of their user alone; nothing of one who is not the user of the page. */
function userStates(webroot: string, nepenthesUrl: string, { known, navigationLinkByDefault }: { known: () => PageUser | null, navigationLinkByDefault: boolean }): StateAdditions['change'] {
	const userOf = ({ userId }: PageFacts) => {
		const user = known()
		return user?.id === userId ? user : null
	}
	return {
		'core-reference-provider-timestamps': (value, page) => {
			const timestamps = mapOf(value)
			const usedAt = userOf(page)?.pickerUsedAt ?? null
			return timestamps === null || usedAt === null ? undefined : { ...timestamps, [REFERENCE_TYPE]: usedAt }
		},
		'core-apps': (value, page) => {
			const wanted = userOf(page)?.navigationLink ?? navigationLinkByDefault
			return Array.isArray(value) && wanted ? withNavigationLink(value, { webroot, nepenthesUrl, language: page.language }) : undefined
		},
	}
}

/**
 * How a request for a page is forwarded: asked for plain, and, if the answer is a page of a signed-in user, extended and
 * compressed again. Null for a request whose answer is no page.
 *
 * @param path of the request, without query; of kind `page`
 */
export function pageForwarding(request: IncomingMessage, path: string, { webroot, scriptFor, config, nepenthesUrl, users, onUnknownShape }: PageDependencies): ForwardOptions | null {
	if (!isNavigation(request)) {
		return null
	}
	const nepenthes = nepenthesUrl()
	let user: PageUser | null = null
	let setCookies: readonly string[] = []
	const onCookies = (set: readonly string[]) => {
		setCookies = set
	}
	const hold = nepenthes === null
		? null
		: holdUntilKnown(users.of(request, onCookies), (known) => {
				user = known
			})

	const extended = ({ status, headers }: ResponseHead): Rewriting | null => {
		const [type = ''] = headerValues(headers, 'content-type')
		// A decoder takes nothing at all for something that was cut.
		const empty = headerValues(headers, 'content-length')[0] === '0'
		if (status !== 200 || empty || !/^text\/html\s*(?:;|$)/i.test(type) || headerValues(headers, 'content-disposition').length > 0) {
			return null
		}
		const permission = scriptPermission(headerValues(headers, 'content-security-policy'))
		const decoder = decoderOf(headerValues(headers, 'content-encoding'))
		const userIds = headerValues(headers, 'x-user-id')
		if (decoder === undefined || permission === null) {
			if (userIds.length > 0) {
				onUnknownShape(permission === null ? 'no nonce in the content security policy' : 'unknown content encoding')
			}
			return null
		}
		const states: StateAdditions = {
			add: { [`${APP_ID}-config`]: config() },
			change: {
				...nepenthes !== null && nepenthesStates(webroot, nepenthes),
				...nepenthes !== null && userStates(webroot, nepenthes, { known: () => user, navigationLinkByDefault: users.navigationLinkByDefault() }),
				'settings-sections': withSettingsSections(webroot, path),
				'app_api-ex_files_actions_menu': withoutFileAction,
			},
		}
		const rewriter = new PageRewriter({
			isPageOf: (userId) => userIds.length === 0 || userIds.every((id) => Buffer.from(id, 'latin1').toString('utf8') === userId),
			additions: { states, mount: isSection('user', path) ? PERSONAL_SETTINGS : null, script: assetUrl(webroot, scriptFor(entryFor(path, webroot))), inline: nepenthes !== null && isDashboard(path, webroot) ? scriptWatch(webroot) : null, nonce: permission.nonce },
			onUnknownShape,
		})
		// Each chunk leaves at once: the browser draws the head of a page while Nextcloud still makes its body.
		const encoder = wantsGzip(request) ? createGzip({ level: 4, flush: constants.Z_SYNC_FLUSH }) : null
		const kept = headers.filter((_, i) => !DROPPED_RESPONSE_HEADERS.has(headers[i - i % 2]!.toLowerCase()))
		return {
			headers: [
				...kept,
				...encoder === null ? [] : ['Content-Encoding', 'gzip'],
				...headerValues(kept, 'vary').some((names) => /(?:^|[\s,])(?:accept-encoding|\*)(?:[\s,]|$)/i.test(names)) ? [] : ['Vary', 'Accept-Encoding'],
			],
			stages: [decoder, hold?.() ?? null, rewriter, encoder].filter((stage) => stage !== null),
		}
	}

	// Whatever answers the browser: after a login, Nextcloud opens a new session with the first question that it is asked.
	const rewrite = (head: ResponseHead): Rewriting | null => {
		const rewriting = extended(head)
		return setCookies.length === 0 ? rewriting : { headers: withCookies(setCookies, rewriting?.headers ?? head.headers), stages: rewriting?.stages ?? [] }
	}

	return { dropHeaders: DROPPED_REQUEST_HEADERS, addHeaders: ['Accept-Encoding', 'identity'], rewrite }
}
