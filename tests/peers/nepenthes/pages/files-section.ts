// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackage } from '../planning/work-packages.ts'
import type { FileLink } from '../storages/file-links.ts'
import type { FileState } from '../storages/file-states.ts'
import type { AuthorizationState } from '../storages/nextcloud.ts'
import type { Storage } from '../storages/storages.ts'
import type { User } from '../users.ts'
import type { Visit } from './visit.ts'

import { fileLinksOf } from '../storages/file-links.ts'
import { checkedFileLinks } from '../storages/file-states.ts'
import { authorizationState } from '../storages/nextcloud.ts'
import { storagesOf } from '../storages/storages.ts'
import { Html, html } from './html.ts'
import { loginAddress } from './nextcloud-login.ts'

/** The files of a work package, storage by storage, as the user may see them there. */
export async function filesSection(visit: Visit, workPackage: WorkPackage, user: User): Promise<Html> {
	const { instance } = visit
	const storages = storagesOf(instance, workPackage.project.id)
	const sections = await Promise.all(storages.map(async (storage) => {
		const links = fileLinksOf(instance, workPackage.id).filter(({ storageId }) => storageId === storage.id)
		const state = storage.client ? await authorizationState(instance, storage, user) : 'Error'
		const files = state === 'Connected'
			? await checkedFileLinks(instance, links, user)
			: links.map((link) => ({ link, state: 'Error' as const }))
		return html`<section class="storage" aria-label="${storage.name}">
<h3>${storage.name}</h3>
${standing(visit, storage, state)}
${files.length === 0
	? html`<p class="quiet">${visit.say('page.files.none')}</p>`
	: html`<ul class="files">
${files.map((file) => row(visit, file.link, file.state))}
</ul>`}
</section>`
	}))
	return html`<section class="card" aria-labelledby="files">
<h2 id="files">${visit.say('page.files')}</h2>
${sections.length === 0 ? html`<p class="quiet">${visit.say('page.files.no-storage')}</p>` : sections}
</section>`
}

/** What stands between the user and the files, and the way out. */
function standing(visit: Visit, storage: Storage, state: AuthorizationState): Html {
	const { client } = storage
	switch (state) {
		case 'Connected':
			return html`<p class="quiet">${visit.say('page.nextcloud.connected')}</p>`
		case 'NotConnected':
		case 'FailedAuthorization':
			return html`<p>${visit.say('page.nextcloud.login.text', storage.name)}</p>
<p>${client && html`<a class="button" href="${loginAddress(visit.instance, { id: storage.id, client }, visit.request.url)}">${visit.say('page.nextcloud.login')}</a>`}</p>`
		case 'Error':
			return html`<p class="wrong">${visit.say('page.nextcloud.unreachable')}</p>`
	}
}

const icon = (path: string) => new Html(`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path fill="currentColor" d="${path}"/></svg>`)
const folderIcon = icon('M2 6c0-1 1-2 2-2h5l2 2h9c1 0 2 1 2 2v10c0 1-1 2-2 2H4c-1 0-2-1-2-2Z')
const fileIcon = icon('M6 2h8l6 6v12c0 1-1 2-2 2H6c-1 0-2-1-2-2V4c0-1 1-2 2-2Zm7 2v5h5Z')

const remarks = {
	ViewAllowed: undefined,
	ViewNotAllowed: 'page.files.not-allowed',
	NotFound: 'page.files.not-found',
	Error: undefined,
} as const satisfies Record<FileState, unknown>

function row(visit: Visit, { id, origin }: FileLink, state: FileState): Html {
	const remark = remarks[state]
	const { name, mimeType, lastModifiedAt, lastModifiedByName } = origin
	const details = [
		lastModifiedAt && new Intl.DateTimeFormat(visit.language, { dateStyle: 'medium', timeZone: 'UTC' }).format(lastModifiedAt),
		lastModifiedByName,
	].filter(Boolean).join(' · ')
	return html`<li class="${state === 'ViewNotAllowed' || state === 'NotFound' ? 'out-of-reach' : ''}">${mimeType === 'application/x-op-directory' ? folderIcon : fileIcon}
<span class="file">${remark ? html`<span dir="auto">${name}</span>` : html`<a dir="auto" href="${visit.instance.basePath}/api/v3/file_links/${String(id)}/open">${name}</a>`}
<span class="quiet">${remark ? visit.say(remark) : details}</span></span></li>`
}
