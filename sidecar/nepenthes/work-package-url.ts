// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** The number of a work package, or its semantic id: `NEP-42`. */
const ID = '(\\d+|[A-Za-z][A-Za-z0-9_]*-\\d+)'

/** The pages of a work package below the address of the instance (nepenthes-api 8). */
const PAGES = [
	new RegExp(`^(?:/projects/[^/?#]+)?/(?:wp|issues|work_packages|bcf)/(?:details/)?${ID}(?=[/?#.]|$)`),
	new RegExp(`^(?:/projects/[^/?#]+)?/(?:notifications|gantt|backlogs(?:/backlog)?|risk-log|(?:boards|calendars|team_planners)/[^/?#]+)/details/${ID}(?=[/?#]|$)`),
]

/**
 * The id in the address of a work package's page.
 *
 * @param text as pasted
 * @param instance address of the instance, without a slash at the end
 * @return null for every other page, and for pages of other hosts
 */
export function workPackageIdIn(text: string, instance: string): string | null {
	const url = URL.parse(text)
	const base = new URL(instance)
	const path = base.pathname.replace(/\/+$/, '')
	// URL has made scheme and host lower case and dropped the default port.
	if (url === null || url.origin !== base.origin || url.username !== '' || !url.pathname.startsWith(`${path}/`)) {
		return null
	}
	const below = url.pathname.slice(path.length)
	for (const page of PAGES) {
		const id = page.exec(below)?.[1]
		if (id !== undefined) {
			return id
		}
	}
	return null
}

/** The page of a work package. */
export function workPackageUrl(instance: string, id: number): string {
	return `${instance}/work_packages/${id}`
}

/**
 * The page on which a new work package is entered.
 *
 * @param instance
 * @param chosen addresses in the API, if known
 * @param chosen.project
 * @param chosen.type
 */
export function newWorkPackageUrl(instance: string, { project, type }: { project: string | null, type: string | null }): string {
	const [projectId, typeId] = [project, type].map((href) => /\/(\d+)$/.exec(href ?? '')?.[1])
	const url = new URL(`${instance}${projectId === undefined ? '' : `/projects/${projectId}`}/work_packages/new`)
	if (typeId !== undefined) {
		url.searchParams.set('type', typeId)
	}
	return url.href
}

/** Where Nepenthes lists what its user is notified of. */
export function notificationCentreUrl(instance: string): string {
	return `${instance}/notifications`
}

/** A work package in that list, opened beside it. */
export function notificationUrl(instance: string, workPackageId: number): string {
	return `${notificationCentreUrl(instance)}/details/${workPackageId}/activity`
}
