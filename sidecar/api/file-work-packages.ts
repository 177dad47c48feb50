// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type { FileId } from '../nextcloud/index.ts'
import type { ApiDependencies } from './index.ts'

import Type from 'typebox'
import { FileLinkChange, LinkedWorkPackages } from '../contract/work-package.ts'
import { fileIdOf } from '../nextcloud/index.ts'
import { callerOf } from './caller.ts'
import { createFileLinking } from './file-linking.ts'
import { ProblemError } from './problems.ts'

const OfFile = Type.Object({ fileId: Type.String({ maxLength: 19, description: 'Number of a file or folder of Nextcloud.' }) })
const OfLink = Type.Object({ ...OfFile.properties, workPackageId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

/** The work packages of a file or folder. */
export const fileWorkPackages: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, dependencies) => {
	const linking = createFileLinking(dependencies)

	const party = async (request: FastifyRequest, fileId: string): Promise<{ userId: string, fileId: FileId }> => {
		const id = fileIdOf(fileId)
		if (id === null) {
			throw new ProblemError('invalid-request', { detail: 'fileId: must be the number of a file' })
		}
		return { userId: callerOf(request).userId, fileId: id }
	}

	app.get('/files/:fileId/work-packages', {
		schema: {
			summary: 'Work packages to which a file is linked',
			params: OfFile,
			querystring: Type.Object({ page: Type.Integer({ default: 1, minimum: 1, maximum: 10_000 }) }),
			response: { 200: LinkedWorkPackages },
		},
	}, async (request) => linking.list(await party(request, request.params.fileId), request.query.page))

	app.put('/files/:fileId/work-packages/:workPackageId', {
		schema: { summary: 'Link a file to a work package', params: OfLink, response: { 200: FileLinkChange } },
	}, async (request) => {
		const { workPackageId } = request.params
		await linking.link(await party(request, request.params.fileId), workPackageId)
		return { workPackageId, linked: true }
	})

	app.delete('/files/:fileId/work-packages/:workPackageId', {
		schema: { summary: 'Remove the link between a file and a work package', params: OfLink, response: { 200: FileLinkChange } },
	}, async (request) => {
		const { workPackageId } = request.params
		await linking.unlink(await party(request, request.params.fileId), workPackageId)
		return { workPackageId, linked: false }
	})
}
