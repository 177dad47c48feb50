// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import Type from 'typebox'
import { WorkPackage } from './work-package.ts'

/** The most links that are looked up in one request. */
export const MAX_LINKS = 50

/** A work package as the card in a text shows it. */
export const PreviewedWorkPackage = Type.Object({
	...WorkPackage.properties,
	excerpt: Type.String({ description: 'The beginning of the description in plain text; empty if there is none.' }),
})
export type PreviewedWorkPackage = Static<typeof PreviewedWorkPackage>

/** What a card in a text can show of a link. */
export const LinkPreview = Type.Union([
	Type.Object({ state: Type.Literal('shown'), workPackage: PreviewedWorkPackage }),
	Type.Object({ state: Type.Literal('hidden') }, { description: 'There is no such work package, or the user may not see it; nothing tells which.' }),
	Type.Object({ state: Type.Literal('not-connected') }),
	Type.Object({ state: Type.Literal('expired') }, { description: 'The user has to connect again.' }),
	Type.Object({ state: Type.Literal('unreachable') }, { description: 'Nepenthes did not answer, or not as it should.' }),
])
export type LinkPreview = Static<typeof LinkPreview>

/**
 * The rich object of type `nepenthes_work_package` that a reference holds (nextcloud-contract 6.7): what the card shows without
 * asking anything.
 */
export const LinkPreviewObject = Type.Object({
	link: Type.String({ description: 'As it stands in the text.' }),
	at: Type.Integer({ description: 'When this was so, in milliseconds since 1970.' }),
	preview: LinkPreview,
})
export type LinkPreviewObject = Static<typeof LinkPreviewObject>

/** Body of `POST link-previews`: addresses of work packages. */
export const LinkPreviewQuestion = Type.Object({
	links: Type.Array(Type.String({ minLength: 1, maxLength: 2000 }), { minItems: 1, maxItems: MAX_LINKS }),
})
export type LinkPreviewQuestion = Static<typeof LinkPreviewQuestion>

/** Its answer, in the order of the question. */
export const LinkPreviews = Type.Object({ items: Type.Array(LinkPreviewObject) })
export type LinkPreviews = Static<typeof LinkPreviews>
