// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ConnectionCompleted, ConnectionCompletion, ConnectionEnd, ConnectionStart } from '../sidecar/contract/connection.ts'
import type { FileLinksPreview, FileLinksResult, FileNames } from '../sidecar/contract/file-links.ts'
import type { Choices, Creation, Form, FormQuestion, NewWorkPackage, OwnQuestion } from '../sidecar/contract/form.ts'
import type { LinkPreviews } from '../sidecar/contract/link-preview.ts'
import type { Me, PageUserHeader } from '../sidecar/contract/me.ts'
import type { Notifications, NotificationsRead, NotificationsReadDone } from '../sidecar/contract/notifications.ts'
import type { Problem, ProblemCode } from '../sidecar/contract/problem.ts'
import type { Setting, SettingName, Settings } from '../sidecar/contract/settings.ts'
import type { FileLinkChange, LinkedWorkPackages, WorkPackageSearch } from '../sidecar/contract/work-package.ts'

import { fetchRequestToken, getCurrentUser, getRequestToken } from '@nextcloud/auth'

const PAGE_USER: PageUserHeader = 'x-nepenthes-page-user'

/** Milliseconds; longer than the sidecar itself waits for anyone, so that its own words arrive first. */
const TIMEOUT = 30_000

/** Milliseconds for many files at once: the sidecar asks both servers several times. */
const TIMEOUT_FOR_MANY = 120_000

/** The most files that one change may be about (sidecar/contract/file-links.ts). */
export const MAX_FILES_IN_A_CHANGE = 100

/** The most files that may be asked about at once (sidecar/contract/file-links.ts). */
export const MAX_FILES_IN_A_QUESTION = 2000

/** The most links that may be asked about at once (sidecar/contract/link-preview.ts). */
export const MAX_LINKS_IN_A_QUESTION = 50

/** The sidecar understood what went wrong, or Nextcloud answered in its place. */
export class SidecarProblem extends Error {
	override readonly name = 'SidecarProblem'
	readonly code: ProblemCode
	/** What the problem says beyond its code, if it says anything. */
	readonly detail: string | null
	/** Seconds after which another try makes sense, if the answer says so. */
	readonly retryAfter: number | null

	constructor(code: ProblemCode, { detail = null, retryAfter = null, cause }: { detail?: string | null, retryAfter?: number | null, cause?: unknown } = {}) {
		super(code, { cause })
		this.code = code
		this.detail = detail
		this.retryAfter = retryAfter
	}
}

/** Nothing came, or an answer that is not the sidecar's: it is down, or someone between it and the page is. */
export class SidecarUnreachable extends Error {
	override readonly name = 'SidecarUnreachable'
}

/** Who is asking, and what the app can do for them. */
export function getMe(signal: AbortSignal): Promise<Me> {
	return request<Me>({ method: 'GET', url: 'me', signal })
}

/**
 * Begins to connect the user's Nepenthes account; gives where the browser goes next.
 *
 * @param returnPath where the browser shall be led in the end, web root included
 * @param signal
 */
export function startConnection(returnPath: string, signal: AbortSignal): Promise<ConnectionStart> {
	return request<ConnectionStart>({ method: 'POST', url: 'connection', data: { returnPath }, signal })
}

/** Hands over what Nepenthes sent the browser back with. */
export function completeConnection(completion: ConnectionCompletion): Promise<ConnectionCompleted> {
	return request<ConnectionCompleted>({ method: 'POST', url: 'connection/completion', data: completion })
}

/** Ends the connection of the user's Nepenthes account. */
export function endConnection(): Promise<ConnectionEnd> {
	return request<ConnectionEnd>({ method: 'DELETE', url: 'connection' })
}

/**
 * The work packages that a file or folder is linked to.
 *
 * @param fileId
 * @param page from 1
 * @param signal
 */
export function getLinkedWorkPackages(fileId: string, page: number, signal: AbortSignal): Promise<LinkedWorkPackages> {
	return request<LinkedWorkPackages>({ method: 'GET', url: `files/${fileId}/work-packages`, params: { page }, signal })
}

/** Links a file or folder to a work package; that it is linked already is fine. */
export function linkWorkPackage(fileId: string, workPackageId: number): Promise<FileLinkChange> {
	return request<FileLinkChange>({ method: 'PUT', url: `files/${fileId}/work-packages/${workPackageId}`, data: {} })
}

/** Removes the link of a file or folder to a work package. */
export function unlinkWorkPackage(fileId: string, workPackageId: number): Promise<FileLinkChange> {
	return request<FileLinkChange>({ method: 'DELETE', url: `files/${fileId}/work-packages/${workPackageId}` })
}

/** A page of the user's unread notifications, grouped by work package; from 1. */
export function getNotifications(page: number, signal: AbortSignal): Promise<Notifications> {
	return request<Notifications>({ method: 'GET', url: 'notifications', params: { page }, signal })
}

/** Marks the notifications about a work package as read, or all there are. */
export function markNotificationsRead(which: NotificationsRead): Promise<NotificationsReadDone> {
	return request<NotificationsReadDone>({ method: 'POST', url: 'notifications/read', data: which })
}

/**
 * Open work packages that are assigned to the user: all, the newest change first, or those due within a week, the earliest first.
 *
 * @param due
 * @param page from 1
 * @param signal
 */
export function getAssignedWorkPackages(due: 'any' | 'soon', page: number, signal: AbortSignal): Promise<WorkPackageSearch> {
	return request<WorkPackageSearch>({ method: 'GET', url: 'work-packages/assigned', params: { due, page }, signal })
}

/**
 * All work packages that words, a number, an identifier or an address are about; without any, the newest changes.
 *
 * @param query
 * @param page from 1
 * @param signal
 */
export function findWorkPackages(query: string, page: number, signal: AbortSignal): Promise<WorkPackageSearch> {
	return request<WorkPackageSearch>({ method: 'GET', url: 'work-packages', params: { query, page }, signal })
}

/** What links to work packages are about, at most MAX_LINKS_IN_A_QUESTION of them. */
export function getLinkPreviews(links: readonly string[], signal: AbortSignal): Promise<LinkPreviews> {
	return request<LinkPreviews>({ method: 'POST', url: 'link-previews', data: { links }, signal })
}

/** What the user has switched on and off, and what the administrator has decided. */
export function getSettings(signal: AbortSignal): Promise<Settings> {
	return request<Settings>({ method: 'GET', url: 'settings', signal })
}

/** Switches something on or off for the user. */
export function changeSetting(name: SettingName, value: boolean): Promise<Setting> {
	return request<Setting>({ method: 'PUT', url: `settings/${name}`, data: { value } })
}

/**
 * The work packages that words, a number, an identifier or an address are about, of those that the user may link.
 *
 * @param query
 * @param page from 1
 * @param signal
 */
export function searchWorkPackages(query: string, page: number, signal: AbortSignal): Promise<WorkPackageSearch> {
	return request<WorkPackageSearch>({ method: 'GET', url: 'work-packages', params: { query, page, linkable: true }, signal })
}

/**
 * Which of the files are linked to a work package.
 *
 * @param workPackageId
 * @param fileIds at most MAX_FILES_IN_A_QUESTION
 * @param signal
 */
export function getLinkedAmong(workPackageId: number, fileIds: readonly string[], signal: AbortSignal): Promise<FileLinksPreview> {
	return request<FileLinksPreview>({ method: 'POST', url: `work-packages/${workPackageId}/file-links/preview`, data: { fileIds }, timeout: TIMEOUT_FOR_MANY, signal })
}

/**
 * Links files to a work package; each gets an answer of its own. That one is linked already is fine.
 *
 * @param workPackageId
 * @param fileIds at most MAX_FILES_IN_A_CHANGE
 */
export function linkFiles(workPackageId: number, fileIds: readonly string[]): Promise<FileLinksResult> {
	return request<FileLinksResult>({ method: 'POST', url: `work-packages/${workPackageId}/file-links`, data: { fileIds }, timeout: TIMEOUT_FOR_MANY })
}

/**
 * Removes the links of files to a work package; each gets an answer of its own. That there is none is fine.
 *
 * @param workPackageId
 * @param fileIds at most MAX_FILES_IN_A_CHANGE
 */
export function unlinkFiles(workPackageId: number, fileIds: readonly string[]): Promise<FileLinksResult> {
	return request<FileLinksResult>({ method: 'POST', url: `work-packages/${workPackageId}/file-links/removal`, data: { fileIds }, timeout: TIMEOUT_FOR_MANY })
}

/**
 * The work packages to which any of the files is linked, the newest change first.
 *
 * @param fileIds at most MAX_FILES_IN_A_QUESTION
 * @param signal
 */
export function getWorkPackagesOfFiles(fileIds: readonly string[], signal: AbortSignal): Promise<WorkPackageSearch> {
	return request<WorkPackageSearch>({ method: 'POST', url: 'work-packages/of-files', data: { fileIds }, timeout: TIMEOUT_FOR_MANY, signal })
}

/**
 * What files and folders are called; those that the user cannot see are left out.
 *
 * @param fileIds at most MAX_FILES_IN_A_QUESTION
 * @param signal
 */
export function getFileNames(fileIds: readonly string[], signal: AbortSignal): Promise<FileNames> {
	return request<FileNames>({ method: 'POST', url: 'files/names', data: { fileIds }, timeout: TIMEOUT_FOR_MANY, signal })
}

/**
 * Projects in which the user may create work packages and link files, in the order of their tree.
 *
 * @param query empty for all
 * @param page from 1
 * @param signal
 */
export function getProjectsForCreation(query: string, page: number, signal: AbortSignal): Promise<Choices> {
	return request<Choices>({ method: 'GET', url: 'forms/projects', params: { query, page }, signal })
}

/**
 * The form of a new work package, for what is known so far.
 *
 * @param values by the key of their field, `project` and `type` among them
 * @param signal
 */
export function getForm(values: FormQuestion['values'], signal: AbortSignal): Promise<Form> {
	return request<Form>({ method: 'POST', url: 'forms/work-package', data: { values } satisfies FormQuestion, signal })
}

/**
 * What may be chosen in a field whose choices the form does not name.
 *
 * @param source of the field
 * @param query empty for all
 * @param page from 1
 * @param signal
 */
export function getChoices(source: string, query: string, page: number, signal: AbortSignal): Promise<Choices> {
	return request<Choices>({ method: 'GET', url: 'forms/choices', params: { source, query, page }, signal })
}

/**
 * Creates a work package and links files to it; each of them gets an answer of its own.
 *
 * @param question
 * @param question.fileIds at most MAX_FILES_IN_A_CHANGE
 */
export function createWorkPackage(question: NewWorkPackage): Promise<Creation> {
	return request<Creation>({ method: 'POST', url: 'work-packages', data: question, timeout: question.fileIds.length > 1 ? TIMEOUT_FOR_MANY : TIMEOUT })
}

/** After a lost answer: the user's own work packages like the one that may have been created. */
export function getOwnWorkPackages(question: OwnQuestion): Promise<WorkPackageSearch> {
	return request<WorkPackageSearch>({ method: 'POST', url: 'work-packages/own', data: question })
}

/** Where the picture of a Nepenthes user is; it may be missing. */
export function avatarUrl(userId: number): string {
	return new URL(`avatars/${userId}`, baseURL()).href
}

/** One call of the JSON API. */
interface Call {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE'
	/** Below the API, without query. */
	url: string
	params?: Record<string, string | number | boolean>
	/** Becomes JSON. */
	data?: object
	/** Milliseconds. */
	timeout?: number
	signal?: AbortSignal
}

/**
 * Sends a call. A request token that Nextcloud no longer accepts is renewed first, and so is a login that has run out, where
 * Nextcloud may (the browser's remember-me cookies are answered by Nextcloud's own route alone).
 *
 * @param call
 * @throws {SidecarProblem}
 * @throws {SidecarUnreachable}
 * @throws {DOMException} AbortError, when the signal is aborted
 */
async function request<Answer>(call: Call): Promise<Answer> {
	try {
		return await send<Answer>(call)
	} catch (error) {
		if (!(error instanceof SidecarProblem && (error.code === 'not-signed-in' || error.code === 'csrf-failed'))) {
			throw error
		}
		try {
			await fetchRequestToken()
		} catch {
			throw error
		}
		return send<Answer>(call)
	}
}

/** Beside this script, wherever that is: behind the gateway, behind AppAPI's proxy, in a sub-path. */
function baseURL(script = import.meta.url): string {
	return new URL('../api/', script).href
}

async function send<Answer>({ method, url, params = {}, data, timeout = TIMEOUT, signal }: Call): Promise<Answer> {
	const address = new URL(url, baseURL())
	for (const [name, value] of Object.entries(params)) {
		address.searchParams.set(name, String(value))
	}
	const user = getCurrentUser()
	const late = AbortSignal.timeout(timeout)
	let response: Response
	let body: unknown
	try {
		response = await fetch(address, {
			method,
			headers: {
				Accept: 'application/json',
				'X-Requested-With': 'XMLHttpRequest',
				requesttoken: getRequestToken() ?? '',
				...user !== null && { [PAGE_USER]: encodeURIComponent(user.uid) },
				...data !== undefined && { 'Content-Type': 'application/json' },
			},
			...data !== undefined && { body: JSON.stringify(data) },
			signal: signal === undefined ? late : AbortSignal.any([signal, late]),
		})
		body = parsed(await response.text())
	} catch (error) {
		signal?.throwIfAborted()
		throw new SidecarUnreachable('No answer', { cause: error })
	}
	if (!response.ok) {
		throw failureOf(response, body)
	}
	if (typeof body !== 'object' || body === null) {
		throw new SidecarUnreachable('Not an answer of the sidecar', { cause: response.status })
	}
	return body as Answer
}

/** What JSON says; undefined for what is none. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text)
	} catch {
		return undefined
	}
}

function failureOf({ status, headers }: Response, body: unknown): SidecarProblem | SidecarUnreachable {
	const retryAfter = secondsOf(headers.get('retry-after'))
	if (isProblem(body)) {
		return new SidecarProblem(body.code, { detail: body.detail ?? null, retryAfter })
	}
	// Without the gateway it is Nextcloud who refuses, in its own way, before it asks the sidecar.
	if (status === 401) {
		return new SidecarProblem('not-signed-in')
	}
	if (status === 429) {
		return new SidecarProblem('rate-limited', { retryAfter })
	}
	if (headers.get('x-nextcloud-maintenance-mode') === '1') {
		return new SidecarProblem('nextcloud-maintenance', { retryAfter })
	}
	return new SidecarUnreachable(`Status ${status}`)
}

/** What Retry-After says (RFC 9110, 10.2.3), in seconds; null for nothing that can be understood. */
function secondsOf(retryAfter: string | null): number | null {
	if (retryAfter === null) {
		return null
	}
	const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000
	return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null
}

function isProblem(body: unknown): body is Problem {
	return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'
}
