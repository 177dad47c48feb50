// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Api, Hal } from './support/nepenthes-api.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { apiError, apiOf, filters } from './support/nepenthes-api.ts'

const CLOUD = 'https://cloud.example/'
const UNDISCLOSED = 'urn:openproject-org:api:v3:undisclosed'

let nepenthes: Nepenthes
let call: Api

beforeAll(async () => {
	nepenthes = await startNepenthes({ basePath: '/np' })
	nepenthes.addStorage({ name: 'Cloud', host: CLOUD })
	nepenthes.addProjects(3000)
	call = apiOf(nepenthes)
})

afterAll(() => nepenthes.close())

const available = async (query: string, as = 'alice') => (await call(`/work_packages/available_projects?${query}`, { as })).body

const names = ({ _embedded: { elements } }: Hal) => elements.map(({ name }) => String(name))

const inTreeOrder = `sortBy=${encodeURIComponent('[["typeahead","asc"]]')}`

/** What is asked for to create a work package and link a file to it (nepenthes-api 3.5). */
function toCreateAndLink(words?: string) {
	return filters(
		{ storageUrl: { operator: '=', values: [encodeURIComponent(CLOUD)] } },
		{ userAction: { operator: '&=', values: ['file_links/manage', 'work_packages/create'] } },
		...words === undefined ? [] : [{ typeahead: { operator: '**', values: [words] } }],
	)
}

/** All of them in the order of the tree, page after page. */
async function everyProject(pageSize: number): Promise<Hal[]> {
	let page = await available(`${inTreeOrder}&pageSize=${pageSize}`)
	const elements = [...page._embedded.elements]
	while (page._links.nextByOffset) {
		page = (await call(page._links.nextByOffset.href.replace('/np/api/v3', ''))).body
		elements.push(...page._embedded.elements)
	}
	return elements
}

describe('the projects in which a user may create work packages', () => {
	it('are thousands, a page at a time', async () => {
		expect(await available(`${inTreeOrder}&pageSize=100`)).toMatchObject({ total: 3005, count: 100 })
		expect(new Set((await everyProject(100)).map(({ name }) => name)).size).toBe(3005)
	})

	it('come at most a thousand at once', async () => {
		expect(await available('pageSize=-1')).toMatchObject({ total: 3005, count: 1000 })
	})

	it('are found by words, and by what else must be possible in them', async () => {
		expect(names(await available(toCreateAndLink('00107 CLOUD')))).toEqual(['Cloud forest beds 00107'])
		expect((await available(toCreateAndLink())).total).toBe(3004)
		expect(names(await available(`${toCreateAndLink()}&pageSize=-1`))).not.toContain('Garden office')
		expect(names(await available(filters({ name_and_identifier: { operator: '~', values: ['area-00107'] } })))).toHaveLength(1)
	})

	it('are none for whoever may create nothing', async () => {
		expect(await call('/work_packages/available_projects', { as: 'bob' })).toMatchObject({ status: 403, body: apiError('MissingPermission') })
	})
})

describe('the order of the tree', () => {
	it('puts each project right before those below it', async () => {
		const elements = await everyProject(1000)
		const places = new Map(elements.map(({ _links: { self } }, index) => [self!.href, index]))
		const below = elements.filter(({ _links: { parent } }) => places.has(parent!.href))
		expect(below.length).toBeGreaterThan(500)
		for (const { name, _links: { self, parent } } of below) {
			const between = elements.slice(places.get(parent!.href)! + 1, places.get(self!.href))
			expect(between.every(({ _links: links }) => links.parent!.href === parent!.href), String(name)).toBe(true)
		}
		const tops = elements.filter(({ _links: { parent } }) => parent!.href === null).map(({ name }) => String(name))
		expect(tops).toEqual(tops.toSorted((one, other) => one.localeCompare(other, 'en')))
	})

	it('holds families whose top the user does not see', async () => {
		const elements = await everyProject(1000)
		const orphans = elements.filter(({ _links: { parent } }) => parent!.href === UNDISCLOSED)
		expect(orphans.length).toBeGreaterThan(10)
		const grandchild = elements.find(({ _links: { ancestors } }) => (ancestors as unknown as { href: string }[]).length === 2)!
		expect(grandchild._links.ancestors).toMatchObject([{ href: UNDISCLOSED }, { href: expect.stringContaining('/np/api/v3/projects/') }])
	})
})
