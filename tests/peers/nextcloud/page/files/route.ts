// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { generateUrl } from '@nextcloud/router'
import { shallowRef } from 'vue'

/** What the address says: which view, where in it, and a file to show. */
export interface Route {
	view: string
	/** The folder shown, or a file in it. */
	fileid: string | undefined
	/** Path of the folder; undefined if only the file is known. */
	dir: string | undefined
	openDetails: boolean
	/** What is searched for, in the view of that. */
	query?: string | undefined
}

function read(): Route {
	const [, view, fileid] = location.pathname.match(/\/apps\/files(?:\/([a-z]+)(?:\/(\d+))?)?\/?$/) ?? []
	const query = new URLSearchParams(location.search)
	return {
		view: view ?? 'files',
		fileid,
		dir: query.get('dir') ?? (fileid === undefined ? '/' : undefined),
		openDetails: query.get('opendetails') === 'true',
		query: query.get('query') ?? undefined,
	}
}

export function urlOf({ view, fileid, dir, openDetails, query: text }: Route): string {
	const query = new URLSearchParams({ ...text !== undefined && { query: text }, ...dir !== undefined && { dir }, ...openDetails && { opendetails: 'true' } })
	// A path should be readable in the address.
	const search = query.toString().replaceAll('%2F', '/')
	return generateUrl(`/apps/files/${view}${fileid === undefined ? '' : `/${fileid}`}`) + (search && `?${search}`)
}

/** Where the app is; follows the browser's back and forward. */
export const route = shallowRef(read())

addEventListener('popstate', () => {
	route.value = read()
})

export function go(to: Route, { replace = false } = {}): void {
	history[replace ? 'replaceState' : 'pushState'](null, '', urlOf(to))
	route.value = to
}

/** `OCP.Files.Router`, as other apps use it. */
export const filesRouter = {
	get params() {
		return { view: route.value.view, fileid: route.value.fileid }
	},
	get query() {
		return { ...Object.fromEntries(new URLSearchParams(location.search)) }
	},
	goToRoute(_name: string | null, params: { view?: string, fileid?: string }, query: { dir?: string, opendetails?: string } = {}, replace = false) {
		go({
			view: params.view ?? route.value.view,
			fileid: params.fileid,
			dir: query.dir ?? (params.fileid === undefined ? '/' : undefined),
			openDetails: query.opendetails === 'true',
		}, { replace })
	},
}
