// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Locator, Page, Route } from 'playwright-core'
import type { LinkedWorkPackages, WorkPackage } from '../../sidecar/contract/work-package.ts'
import type { Driver } from './driver.ts'

import { FILES } from './driver.ts'

type Answer = { json: LinkedWorkPackages } | { problem: string, status: number } | { status: number } | null

function workPackage(id: number, subject: string, more: Partial<WorkPackage> = {}): WorkPackage {
	return {
		id,
		displayId: `#${id}`,
		subject,
		url: `https://nepenthes.example/work_packages/${id}`,
		project: { name: 'Garden' },
		type: { name: 'Task', color: '#1a67a3' },
		status: { name: 'New', color: '#1098ad', closed: false },
		assignee: null,
		dueDate: null,
		mayManageLinks: true,
		...more,
	}
}

/** Everything that makes cards differ: colours from the palest to the darkest and none, long words, both directions of writing. */
const WORK_PACKAGES = [
	workPackage(1042, 'Pitcher leaks at the lower rim', { type: { name: 'Bug', color: '#e03131' }, status: { name: 'In progress', color: '#cc5de8', closed: false }, assignee: { name: 'Bo Builder', avatarId: null }, dueDate: '2026-03-03' }),
	workPackage(1063, 'Compare how long the fluid of Nepenthes ampullaria, bicalcarata, rajah and villosa keeps its acidity when leaves, rain and the occasional shrew fall into it, and write down for each pitcher its age, its height above the ground and whatever else lives in it', { status: { name: 'To be tested', color: '#ffcc33', closed: false }, assignee: { name: 'Wilhelmina Featherstonehaugh-Abernathy of the greenhouse team', avatarId: null }, dueDate: '2031-12-31' }),
	workPackage(1021, 'Wash the algae from the lower glazing', { status: { name: 'Closed', color: '#868e96', closed: true } }),
	workPackage(1044, 'وصف نباتات الجرة على سفح الجبل', { displayId: 'NEP-5', project: { name: 'Nepenthes expedition' }, type: { name: 'Note', color: null }, status: { name: 'On hold', color: null, closed: false } }),
	workPackage(1045, 'Donaudampfschifffahrtsgesellschaftskapitänsgewächshausschlüsselanhänger', { displayId: 'VERYLONGIDENTIFIER-123456', type: { name: 'Milestone', color: '#ffff00' }, status: { name: 'Rejected for reasons that nobody remembers any more', color: '#c92a2a', closed: true }, assignee: { name: 'Ada', avatarId: null } }),
	workPackage(1046, 'Feed the flytraps 🪰🌱 before the open day 🎉', { type: { name: 'Feature', color: '#000000' }, status: { name: 'White', color: '#ffffff', closed: false }, mayManageLinks: false }),
]
const EMPTY: Answer = { json: { items: [], total: 0, nextPage: null, complete: true } }
/** One page of a long list, of which some colours could not be loaded. */
export const LIST: LinkedWorkPackages = { items: WORK_PACKAGES, total: 134, nextPage: 2, complete: false }

function fulfil(route: Route, answer: Exclude<Answer, null>) {
	if ('json' in answer) {
		return route.fulfill({ json: answer.json })
	}
	return 'problem' in answer
		? route.fulfill({ status: answer.status, contentType: 'application/problem+json', json: { type: 'about:blank', title: '', status: answer.status, code: answer.problem } })
		: route.fulfill({ status: answer.status, body: '' })
}

/**
 * Leads through all that the tab can show, on one page that is opened once.
 *
 * @param page of a user who is signed in
 * @param driver
 * @param look is called at every stop, with its name and the part of the page that is to be looked at
 */
export async function tourOfTheTab(page: Page, driver: Driver, look: (stop: string, part: Locator) => Promise<void>): Promise<void> {
	let lists: Answer = null
	let hits: Answer = null
	let answered: () => void
	const route = (pattern: RegExp, answer: () => Answer) => page.route(pattern, async (asked) => {
		const given = answer()
		// What is not answered keeps loading.
		if (given !== null) {
			await fulfil(asked, given)
		}
		answered?.()
	})
	await page.clock.install()
	await route(/\/api\/files\/\d+\/work-packages\?/, () => lists)
	await route(/\/api\/work-packages\?/, () => hits)
	await route(/\/api\/files\/\d+\/work-packages\/\d+$/, () => ({ problem: 'nepenthes-forbidden', status: 403 }))
	await route(/\/api\/connection$/, () => ({ problem: 'oauth-not-set-up', status: 409 }))

	await driver.openFiles(page)
	await driver.openDetails(page, FILES.file)
	let tab = await driver.openTab(page, 'Nepenthes')
	const region = tab.getByRole('region')
	await region.waitFor()

	/** Does something that asks the app, and looks when what comes of it is painted. */
	const afterwards = async (stop: string, act: () => Promise<unknown>, part = tab) => {
		const answer = new Promise<void>((resolve) => {
			answered = resolve
		})
		await act()
		await answer
		await settled(page)
		await look(stop, part)
	}
	const select = (stop: string, name: string, answer: Answer) => afterwards(stop, async () => {
		lists = answer
		await driver.openDetails(page, name)
		tab = await driver.openTab(page, 'Nepenthes')
	})
	const search = (stop: string, words: string, answer: Answer) => afterwards(stop, () => {
		hits = answer
		return tab.getByRole('combobox').fill(words)
	}, page.locator('[popover]:popover-open'))

	await settled(page)
	await look('loading', tab)
	await select('not-set-up', FILES.otherFile, { problem: 'not-set-up', status: 409 })
	await select('not-connected', FILES.file, { problem: 'not-connected', status: 409 })
	await afterwards('connecting-refused', () => region.getByRole('button').click())
	await select('nepenthes-unreachable', FILES.otherFile, { problem: 'nepenthes-unreachable', status: 502 })
	await select('app-unreachable', FILES.file, { status: 500 })
	await select('signed-out', FILES.otherFile, { problem: 'not-signed-in', status: 401 })
	await select('expired', FILES.file, { problem: 'connection-expired', status: 409 })

	await select('empty', FILES.otherFile, EMPTY)
	await search('nothing-found', 'unobtainium', EMPTY)
	await search('search-failed', 'leaks', { problem: 'nepenthes-unreachable', status: 502 })
	await page.keyboard.press('Escape')

	await select('list', FILES.file, { json: LIST })
	await search('hits', 'e', { json: { items: [workPackage(1, 'Order live sphagnum for the new bog bed'), ...WORK_PACKAGES], total: 134, nextPage: 2, complete: true } })
	await page.keyboard.press('ArrowDown')
	await settled(page)
	await look('hit-highlighted', page.locator('[popover]:popover-open'))
	await afterwards('link-refused', () => page.getByRole('option').first().click())
	await tab.getByRole('alert').getByRole('button').first().click()

	const outdated = (stop: string, answer: Answer) => afterwards(stop, async () => {
		lists = answer
		await driver.openTab(page, 'Activity')
		await page.clock.fastForward('01:00')
		tab = await driver.openTab(page, 'Nepenthes')
	})
	await outdated('outdated', { problem: 'nepenthes-unreachable', status: 502 })
	await outdated('expired-list', { problem: 'connection-expired', status: 409 })
}

/** Waits until what has changed is painted, and what fades in is there. */
export async function settled(page: Page): Promise<void> {
	await page.evaluate(async () => {
		const frame = () => new Promise((resolve) => {
			requestAnimationFrame(resolve)
		})
		await frame()
		await frame()
		// Some end with the element that they belong to.
		await Promise.allSettled(document.getAnimations()
			.filter((animation) => animation.effect?.getTiming().iterations !== Infinity)
			.map(({ finished }) => finished))
	})
}
