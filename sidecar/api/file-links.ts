// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FileId } from '../nextcloud/index.ts'
import type { ApiDependencies } from './index.ts'

import Type from 'typebox'
import { FileLinksChange, FileLinksPreview, FileLinksQuestion, FileLinksResult, FileNames } from '../contract/file-links.ts'
import { WorkPackageSearch } from '../contract/work-package.ts'
import { callerOf } from './caller.ts'
import { resultsOf } from './link-results.ts'

const OfWorkPackage = Type.Object({ workPackageId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

/** The schema has seen to it that these are numbers of files. */
const idsOf = ({ fileIds }: { fileIds: readonly string[] }) => [...new Set(fileIds as readonly FileId[])]

/** The links of a work package to many files at once. Each file gets an answer of its own. */
export const fileLinks: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { bulkLinking: linking, files }) => {
	app.post('/work-packages/:workPackageId/file-links', {
		schema: { summary: 'Link many files to a work package', params: OfWorkPackage, body: FileLinksChange, response: { 200: FileLinksResult } },
	}, async (request) => {
		const ids = idsOf(request.body)
		return { results: resultsOf(ids, await linking.link(callerOf(request).userId, ids, request.params.workPackageId), request.log) }
	})

	app.post('/work-packages/:workPackageId/file-links/removal', {
		schema: { summary: 'Remove the links between many files and a work package', params: OfWorkPackage, body: FileLinksChange, response: { 200: FileLinksResult } },
	}, async (request) => {
		const ids = idsOf(request.body)
		return { results: resultsOf(ids, await linking.unlink(callerOf(request).userId, ids, request.params.workPackageId), request.log) }
	})

	app.post('/work-packages/:workPackageId/file-links/preview', {
		schema: { summary: 'Which of many files are linked to a work package', params: OfWorkPackage, body: FileLinksQuestion, response: { 200: FileLinksPreview } },
	}, async (request) => ({
		linked: await linking.linkedAmong(callerOf(request).userId, idsOf(request.body), request.params.workPackageId),
	}))

	app.post('/work-packages/of-files', {
		schema: { summary: 'Work packages to which any of many files is linked', body: FileLinksQuestion, response: { 200: WorkPackageSearch } },
	}, async (request) => linking.workPackagesOf(callerOf(request).userId, idsOf(request.body)))

	app.post('/files/names', {
		schema: { summary: 'What files are called', body: FileLinksQuestion, response: { 200: FileNames } },
	}, async (request) => {
		const ids = idsOf(request.body)
		const found = await files.findAll(callerOf(request).userId, ids)
		return { files: ids.map((id) => found.get(id)).filter((file) => file !== undefined).map(({ id: fileId, name, kind }) => ({ fileId, name, kind })) }
	})
}
