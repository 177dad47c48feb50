// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { ChoicePage } from '../nepenthes/choices.ts'
import type { ApiDependencies } from './index.ts'

import Type from 'typebox'
import { Choices, Form, FormQuestion } from '../contract/form.ts'
import { listChoices } from '../nepenthes/choices.ts'
import { fetchForm } from '../nepenthes/work-package-form.ts'
import { newWorkPackageUrl } from '../nepenthes/work-package-url.ts'
import { addressFilter } from '../nepenthes/work-packages.ts'
import { callerOf } from './caller.ts'
import { fieldOf, payloadOf } from './form-payload.ts'
import { ProblemError } from './problems.ts'
import { validatorOfEntries } from './validator-of-entries.ts'

const PAGE_SIZE = 50

const Search = {
	query: Type.String({ default: '', maxLength: 200 }),
	page: Type.Integer({ default: 1, minimum: 1, maximum: 10_000 }),
}

/** Where the choices of a field may be asked for: a collection of Nepenthes' API, with the query that the form gave it. */
const SOURCE = /^\/[a-z_]+(?:\/[\w-]+)*(?:\?[^#]*)?$/

/** The form of a new work package, in a model of ours: Nepenthes' own says too much and too little. */
export const forms: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { setup, ownStorage, nepenthes: { access } }) => {
	const pageOf = ({ items, total }: ChoicePage, page: number): Choices => ({
		items: items.map(({ href, name, depth }) => ({ value: href, name, depth })),
		total,
		nextPage: page * PAGE_SIZE < total && items.length > 0 ? page + 1 : null,
	})

	app.post('/forms/work-package', {
		validatorCompiler: validatorOfEntries,
		schema: { summary: 'The form of a new work package, for what is known so far', body: FormQuestion, response: { 200: Form } },
	}, async (request): Promise<Form> => {
		const { userId } = callerOf(request)
		const client = await setup.client()
		const { values } = request.body
		const { fields, violations } = await access.use(userId, client, (api) => fetchForm(api, payloadOf(values, new URL(api.url).pathname)))
		const chosen = (key: string) => fields.find((field) => field.key === key)?.chosen[0]?.href ?? null
		return {
			fields: fields.map(fieldOf),
			errors: violations.map(({ attribute, message }) => ({ key: attribute, message })),
			url: newWorkPackageUrl(client.instance, { project: chosen('project'), type: chosen('type') }),
		}
	})

	app.get('/forms/projects', {
		schema: { summary: 'Projects in which the user may create work packages and link files of this Nextcloud', querystring: Type.Object(Search), response: { 200: Choices } },
	}, async (request) => {
		const { userId } = callerOf(request)
		const client = await setup.client()
		const { query, page } = request.query
		const address = await ownStorage.address(userId, client)
		const found = await access.use(userId, client, (api) => listChoices(api, '/work_packages/available_projects', {
			words: query.trim(),
			filters: [
				addressFilter('storageUrl', address),
				{ name: 'userAction', operator: '&=', values: ['file_links/manage', 'work_packages/create'] },
			],
			page,
			pageSize: PAGE_SIZE,
			// The order of the tree.
			sortBy: [['typeahead', 'asc']],
		}))
		if (found.total === 0 && query.trim() === '') {
			// There may be none because there can be none: then this says why.
			await ownStorage.of(userId, client)
		}
		return pageOf(found, page)
	})

	app.get('/forms/choices', {
		schema: { summary: 'What may be chosen in a field', querystring: Type.Object({ source: Type.String({ maxLength: 2000 }), ...Search }), response: { 200: Choices } },
	}, async (request) => {
		const { userId } = callerOf(request)
		const client = await setup.client()
		const { source, query, page } = request.query
		if (!SOURCE.test(source)) {
			throw new ProblemError('invalid-request', { detail: 'source: must be one that the form has named' })
		}
		const found = await access.use(userId, client, (api) => listChoices(api, source, { words: query.trim(), page, pageSize: PAGE_SIZE }))
		return pageOf(found, page)
	})
}
