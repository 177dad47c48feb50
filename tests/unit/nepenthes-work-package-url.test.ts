// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { describe, expect, it } from 'vitest'
import { workPackageIdIn, workPackageUrl } from '../../sidecar/nepenthes/work-package-url.ts'

const INSTANCES = ['https://nepenthes.example', 'https://nepenthes.example/np', 'http://nepenthes.example:8080/a/b']

describe.each(INSTANCES)('the address of a work package of %s', (instance) => {
	it.each([
		['/wp/1111', '1111'],
		['/wp/1111/', '1111'],
		['/wp/NEP-7', 'NEP-7'],
		['/wp/nep-7', 'nep-7'],
		['/wp/N_2-70/files', 'N_2-70'],
		['/work_packages/1111', '1111'],
		['/work_packages/1111/activity#activity-3', '1111'],
		['/work_packages/1111/edit', '1111'],
		['/work_packages/1111/copy', '1111'],
		['/work_packages/1111/shares', '1111'],
		['/work_packages/1111.pdf', '1111'],
		['/work_packages/1111.atom?key=x', '1111'],
		['/work_packages/1111?query_id=5', '1111'],
		['/work_packages/1111#comment-55', '1111'],
		['/work_packages/details/1111', '1111'],
		['/work_packages/details/1111/relations?query_props=%7B%7D', '1111'],
		['/projects/123/work_packages/1111', '1111'],
		['/projects/garden-2/work_packages/1111/details/overview', '1111'],
		['/projects/garden/work_packages/details/NEP-1111/watchers', 'NEP-1111'],
		['/projects/x/bcf/details/1111/overview?', '1111'],
		['/projects/x/bcf/1111', '1111'],
		['/notifications/details/1111/activity', '1111'],
		['/notifications/details/1111/activity/', '1111'],
		['/projects/x/boards/18/details/1111/overview', '1111'],
		['/boards/18/details/1111', '1111'],
		['/projects/x/calendars/new/details/1111/overview?cdate=2023-08-01', '1111'],
		['/calendars/7/details/NEP-3', 'NEP-3'],
		['/projects/x/team_planners/12454/details/1111/overview?cview=resourceTimelineWorkWeek', '1111'],
		['/team_planners/new/details/1111', '1111'],
		['/projects/x/gantt/details/1111', '1111'],
		['/gantt/details/1111#top', '1111'],
		['/projects/x/backlogs/details/1111', '1111'],
		['/projects/x/backlogs/backlog/details/1111', '1111'],
		['/projects/x/risk-log/details/1111', '1111'],
		['/issues/1111/', '1111'],
	])('%s names %s', (path, id) => {
		expect(workPackageIdIn(instance + path, instance)).toBe(id)
	})

	it.each([
		'',
		'/',
		'/wp',
		'/wp/',
		'/work_packages',
		'/work_packages?query_id=12',
		'/work_packages/new',
		'/work_packages/create_new',
		'/work_packages/menu',
		'/work_packages/report/details',
		'/work_packages/bulk/edit',
		'/work_packages/details/new',
		'/work_packages/12abc',
		'/work_packages/12%2f',
		'/work_packages/-12',
		'/projects/work_packages/12',
		'/projects/x/y/work_packages/12',
		'/projects/x/boards/18',
		'/boards/details/12',
		'/api/v3/work_packages/1',
		'/somewhere/wp/1',
		'/?to=/wp/1',
		'/#/wp/1',
		'/wp/1/../../projects',
	])('is not %s', (path) => {
		expect(workPackageIdIn(instance + path, instance)).toBeNull()
	})

	it('is found again in the address that cards lead to', () => {
		expect(workPackageIdIn(workPackageUrl(instance, 41), instance)).toBe('41')
	})
})

it.each([
	['HTTPS://Nepenthes.EXAMPLE/np/wp/1', 'https://nepenthes.example/np'],
	['https://nepenthes.example:443/np/wp/1', 'https://nepenthes.example/np'],
	['https://nepenthes.example/np/x/../wp/1', 'https://nepenthes.example/np'],
	['http://np.example/wp/1', 'http://np.example:80'],
])('writes of one address are many: %s', (text, instance) => {
	expect(workPackageIdIn(text, instance)).toBe('1')
})

it.each([
	['another host that begins the same', 'https://nepenthes.example.evil/np/wp/1'],
	['an account in front of another host', 'https://nepenthes.example@evil.example/np/wp/1'],
	['an account', 'https://somebody@nepenthes.example/np/wp/1'],
	['another scheme', 'http://nepenthes.example/np/wp/1'],
	['another port', 'https://nepenthes.example:8443/np/wp/1'],
	['a path that begins the same', 'https://nepenthes.example/npx/wp/1'],
	['another case of the path', 'https://nepenthes.example/NP/wp/1'],
	['outside of the sub-path', 'https://nepenthes.example/wp/1'],
	['a way out of the sub-path', 'https://nepenthes.example/np/../wp/1'],
	['no address', 'np/wp/1'],
	['nothing', ''],
])('is none: %s', (_, text) => {
	expect(workPackageIdIn(text, 'https://nepenthes.example/np')).toBeNull()
})
