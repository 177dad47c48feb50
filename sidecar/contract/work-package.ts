// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import Type from 'typebox'

const color = Type.Union([Type.String({ pattern: '^#[0-9a-f]{6}$' }), Type.Null()], { description: 'As chosen in Nepenthes; null when there is none, or it is not known.' })

/** A work package as a card shows it. */
export const WorkPackage = Type.Object({
	id: Type.Integer({ minimum: 1 }),
	displayId: Type.String({ description: 'As people write it: "#42", or "NEP-42" where projects have such identifiers.' }),
	subject: Type.String(),
	url: Type.String({ description: 'Its page in Nepenthes.' }),
	project: Type.Object({ name: Type.String() }),
	type: Type.Object({ name: Type.String(), color }),
	status: Type.Object({ name: Type.String(), color, closed: Type.Boolean() }),
	assignee: Type.Union([
		Type.Object({
			name: Type.String(),
			avatarId: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], { description: 'For `avatars/{userId}`; groups and placeholders have no picture.' }),
		}),
		Type.Null(),
	]),
	dueDate: Type.Union([Type.String({ description: 'YYYY-MM-DD' }), Type.Null()]),
	mayManageLinks: Type.Boolean({ description: 'Whether the user may link files to it, and remove links.' }),
})
export type WorkPackage = Static<typeof WorkPackage>

const page = {
	total: Type.Integer({ minimum: 0, description: 'On all pages together.' }),
	nextPage: Type.Union([Type.Integer({ minimum: 2 }), Type.Null()], { description: 'Number of the page after this one, if there is one.' }),
	complete: Type.Boolean({ description: 'False when colours, and which status is a closed one, could not be asked for.' }),
}

/** `GET work-packages`: what a search found, 20 at a time, the exact hit first. */
export const WorkPackageSearch = Type.Object({ items: Type.Array(WorkPackage), ...page })
export type WorkPackageSearch = Static<typeof WorkPackageSearch>

/** `GET files/{fileId}/work-packages`: the work packages of a file, 100 at a time, the newest change first. */
export const LinkedWorkPackages = Type.Object({ items: Type.Array(WorkPackage), ...page })
export type LinkedWorkPackages = Static<typeof LinkedWorkPackages>

/** `PUT` and `DELETE files/{fileId}/work-packages/{workPackageId}`: the link that is there now, or is not any more. */
export const FileLinkChange = Type.Object({ workPackageId: Type.Integer(), linked: Type.Boolean() })
export type FileLinkChange = Static<typeof FileLinkChange>
