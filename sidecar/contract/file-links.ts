// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import Type from 'typebox'
import { ProblemCode } from './problem.ts'

const fileId = Type.String({ pattern: '^[1-9]\\d{0,18}$', description: 'Number of a file or folder of Nextcloud.' })

/** The most files that one change may be about. */
export const MAX_FILES_IN_A_CHANGE = 100

/** The most files that may be asked about at once. */
export const MAX_FILES_IN_A_QUESTION = 2000

/** `POST work-packages/{id}/file-links` and `…/removal`: the files that shall be linked, or not be linked any more. */
export const FileLinksChange = Type.Object({
	fileIds: Type.Array(fileId, { minItems: 1, maxItems: MAX_FILES_IN_A_CHANGE }),
})
export type FileLinksChange = Static<typeof FileLinksChange>

/** What became of each file, once, in the order in which they were named. */
export const FileLinksResult = Type.Object({
	results: Type.Array(Type.Union([
		Type.Object({ fileId, state: Type.Literal('linked') }),
		Type.Object({ fileId, state: Type.Literal('removed') }),
		Type.Object({
			fileId,
			state: Type.Literal('failed'),
			code: ProblemCode,
			detail: Type.Optional(Type.String({ description: 'Why Nepenthes refused, in the language of the user.' })),
		}),
	])),
})
export type FileLinksResult = Static<typeof FileLinksResult>

/** `POST files/names`, `POST work-packages/of-files` and `…/preview`: files that are asked about. */
export const FileLinksQuestion = Type.Object({
	fileIds: Type.Array(fileId, { minItems: 1, maxItems: MAX_FILES_IN_A_QUESTION }),
})
export type FileLinksQuestion = Static<typeof FileLinksQuestion>

/** `POST files/names`: what files are called, for a page that knows only their numbers. */
export const FileNames = Type.Object({
	files: Type.Array(Type.Object({ fileId, name: Type.String(), kind: Type.Union([Type.Literal('file'), Type.Literal('folder')]) })),
})
export type FileNames = Static<typeof FileNames>

/** `POST work-packages/{id}/file-links/preview`: those of the files that are linked to it already. */
export const FileLinksPreview = Type.Object({ linked: Type.Array(fileId) })
export type FileLinksPreview = Static<typeof FileLinksPreview>
