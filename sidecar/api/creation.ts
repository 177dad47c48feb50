// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Creation as CreationAnswer } from '../contract/form.ts'
import type { FileId } from '../nextcloud/index.ts'
import type { ApiDependencies } from './index.ts'

import { Creation, NewWorkPackage, OwnQuestion } from '../contract/form.ts'
import { WorkPackageSearch } from '../contract/work-package.ts'
import { NepenthesRefused } from '../nepenthes/errors.ts'
import { createWorkPackage } from '../nepenthes/work-package-form.ts'
import { listWorkPackages } from '../nepenthes/work-packages.ts'
import { callerOf } from './caller.ts'
import { checkedReference, payloadOf } from './form-payload.ts'
import { changesOf } from './link-results.ts'
import { validatorOfEntries } from './validator-of-entries.ts'
import { cardsOf } from './work-package-cards.ts'

/** Milliseconds by which the clocks of three machines may differ. */
const CLOCKS = 5 * 60_000

const DAY = 24 * 60 * 60_000

const MOST = 20

const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10)

/** Creating work packages. */
export const creation: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { setup, bulkLinking: linking, nepenthes: { access, attributes } }) => {
	app.post('/work-packages', {
		validatorCompiler: validatorOfEntries,
		schema: { summary: 'Create a work package and link files to it', body: NewWorkPackage, response: { 200: Creation } },
	}, async (request): Promise<CreationAnswer> => {
		const { userId } = callerOf(request)
		const client = await setup.client()
		const { values, fileIds } = request.body
		let created
		try {
			created = await access.use(userId, client, async (api) => {
				const workPackage = await createWorkPackage(api, payloadOf(values, new URL(api.url).pathname))
				return cardsOf(api, client.instance, attributes, { items: [workPackage], total: 1 })
			})
		} catch (error) {
			if (error instanceof NepenthesRefused && error.violations.length > 0) {
				return { state: 'refused', errors: error.violations.map(({ attribute, message }) => ({ key: attribute, message })) }
			}
			throw error
		}
		const workPackage = created.items[0]!
		const ids = [...new Set(fileIds as FileId[])]
		return { state: 'created', workPackage, results: ids.length === 0 ? [] : await changesOf(ids, linking.link(userId, ids, workPackage.id), request.log) }
	})

	// An answer that was lost leaves open whether the work package is there; a second one would be worse than a question.
	app.post('/work-packages/own', {
		schema: { summary: 'Work packages that the user has created since, like the one that may have been created', body: OwnQuestion, response: { 200: WorkPackageSearch } },
	}, async (request) => {
		const { userId } = callerOf(request)
		const client = await setup.client()
		const { project, type, subject, since } = request.body
		const begun = Date.parse(since)
		return access.use(userId, client, async (api) => {
			const apiPath = new URL(api.url).pathname
			const idIn = (reference: string) => checkedReference(reference, apiPath).split('/').at(-1)!
			const { items } = await listWorkPackages(api, {
				filters: [
					{ name: 'author', operator: '=', values: ['me'] },
					{ name: 'project', operator: '=', values: [idIn(project)] },
					{ name: 'type', operator: '=', values: [idIn(type)] },
					{ name: 'createdAt', operator: '<>d', values: [dateOf(begun - DAY), dateOf(Date.now() + DAY)] },
				],
				sortBy: [['createdAt', 'desc'], ['id', 'desc']],
				page: 1,
				pageSize: MOST,
			})
			const like = items.filter((item) => item.subject.trim() === subject.trim() && (item.createdAt === null || item.createdAt.getTime() > begun - CLOCKS))
			return { ...await cardsOf(api, client.instance, attributes, { items: like, total: like.length }), nextPage: null }
		})
	})
}
