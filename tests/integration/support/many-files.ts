// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FileLinksPreview, FileLinksResult } from '../../../sidecar/contract/file-links.ts'
import type { BrowserSession } from './browser-session.ts'

/** As many files as one call may name. */
export const CALL = 100

/** Calls that the page has under way at a time. */
const UNDER_WAY = 2

export type FileResult = FileLinksResult['results'][number]

/** Changes the links of many files as the page does: by calls of a hundred, two at a time, with one request token. */
export class ManyFiles {
	readonly #browser: BrowserSession
	#requesttoken: Promise<string> | undefined

	constructor(browser: BrowserSession) {
		this.#browser = browser
	}

	/** What the API answers to one call. */
	async call(path: string, body: object): Promise<{ status: number, body: Record<string, unknown> }> {
		this.#requesttoken ??= this.#browser.requestToken()
		return this.#browser.api(path, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', requesttoken: await this.#requesttoken },
			body: JSON.stringify(body),
		})
	}

	link(workPackageId: number, fileIds: readonly string[]): Promise<FileResult[]> {
		return this.#change(`work-packages/${workPackageId}/file-links`, fileIds)
	}

	unlink(workPackageId: number, fileIds: readonly string[]): Promise<FileResult[]> {
		return this.#change(`work-packages/${workPackageId}/file-links/removal`, fileIds)
	}

	/** Those that are linked already. */
	async preview(workPackageId: number, fileIds: readonly string[]): Promise<string[]> {
		const { linked } = await this.#answer<FileLinksPreview>(`work-packages/${workPackageId}/file-links/preview`, fileIds)
		return linked
	}

	async #change(path: string, fileIds: readonly string[]): Promise<FileResult[]> {
		const calls = Array.from({ length: Math.ceil(fileIds.length / CALL) }, (_, i) => fileIds.slice(i * CALL, (i + 1) * CALL))
		const answers = new Map<number, FileResult[]>()
		const left = calls.entries()
		await Promise.all(Array.from({ length: UNDER_WAY }, async () => {
			for (const [number, ids] of left) {
				answers.set(number, (await this.#answer<FileLinksResult>(path, ids)).results)
			}
		}))
		return calls.flatMap((_, number) => answers.get(number)!)
	}

	async #answer<Answer>(path: string, fileIds: readonly string[]): Promise<Answer> {
		const { status, body } = await this.call(path, { fileIds })
		if (status !== 200) {
			throw new Error(`${path} was answered with ${status}: ${JSON.stringify(body).slice(0, 500)}`)
		}
		return body as Answer
	}
}

/** The numbers of the files of which that is true. */
export const filesIn = (results: readonly FileResult[], fits: (result: FileResult) => boolean): string[] => results.filter(fits).map(({ fileId }) => fileId)

export const linked = ({ state }: FileResult): boolean => state === 'linked'
