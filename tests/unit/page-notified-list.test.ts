// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Notifications, NotifiedWorkPackage } from '../../sidecar/contract/notifications.ts'

import { describe, expect, it } from 'vitest'
import { withoutMarked, withPage } from '../../src/notifications/notified-list.ts'

const url = 'https://nepenthes.example/notifications'

function about(workPackageId: number, more: Partial<NotifiedWorkPackage> = {}): NotifiedWorkPackage {
	return {
		workPackageId,
		subject: `Subject ${workPackageId}`,
		url: `${url}/details/${workPackageId}`,
		project: { name: 'Garden' },
		type: { name: 'Bug', color: '#c0392b' },
		count: 1,
		reasons: ['mentioned'],
		actors: [{ name: 'Bo Builder', avatarId: 5 }],
		dates: [],
		newestAt: '2026-11-25T11:00:00Z',
		newestId: 100 + workPackageId,
		...more,
	}
}

const page = (items: NotifiedWorkPackage[], more: Partial<Notifications> = {}): Notifications => ({ items, unread: items.reduce((sum, { count }) => sum + count, 0), nextPage: null, url, ...more })
const list = (items: NotifiedWorkPackage[], more: Partial<Notifications> = {}) => ({ ...page(items, more), pages: 1 })

describe('a further page', () => {
	it('goes on below', () => {
		const joined = withPage(list([about(1)], { unread: 3, nextPage: 2 }), page([about(2), about(3)], { unread: 3 }))
		expect(joined.items.map(({ workPackageId }) => workPackageId)).toEqual([1, 2, 3])
		expect(joined).toMatchObject({ pages: 2, nextPage: null, unread: 3 })
	})

	it('adds to the row of a work package that comes again, which stays in its place', () => {
		const ada = { name: 'Ada Admin', avatarId: 8 }
		const robot = { name: 'Robot', avatarId: null }
		const joined = withPage(
			list([about(1, { count: 2, reasons: ['commented', 'mentioned'], newestAt: '2026-11-25T11:00:00Z' }), about(2)], { nextPage: 2 }),
			page([about(1, { subject: 'As it was called before', count: 3, reasons: ['mentioned', 'dateAlert'], actors: [ada, { name: 'Bo Builder', avatarId: 5 }, robot], dates: [{ property: 'dueDate', date: '2026-12-01' }], newestAt: '2026-11-20T11:00:00Z', newestId: 7 })]),
		)
		expect(joined.items).toEqual([
			about(1, {
				count: 5,
				reasons: ['commented', 'mentioned', 'dateAlert'],
				actors: [{ name: 'Bo Builder', avatarId: 5 }, ada, robot],
				dates: [{ property: 'dueDate', date: '2026-12-01' }],
			}),
			about(2),
		])
	})
})

describe('what is marked as read', () => {
	it('is gone, and so is its share of what is unread', () => {
		const shown = withoutMarked(list([about(1, { count: 3 }), about(2)]), [{ workPackageId: 1, upTo: 101 }])
		expect(shown.items).toEqual([about(2)])
		expect(shown.unread).toBe(1)
	})

	it('leaves what has come since', () => {
		const shown = withoutMarked(list([about(1, { newestId: 205 })]), [{ workPackageId: 1, upTo: 101 }])
		expect(shown.items).toHaveLength(1)
		expect(shown.unread).toBe(1)
	})

	it('may be all, on pages that were never seen too', () => {
		const shown = withoutMarked(list([about(1), about(2)], { unread: 134, nextPage: 2 }), [{ workPackageId: null, upTo: 102 }])
		expect(shown).toMatchObject({ items: [], unread: 0, nextPage: null })
	})

	it('may be all but what has come since', () => {
		const shown = withoutMarked(list([about(9, { newestId: 300 }), about(1)]), [{ workPackageId: null, upTo: 102 }])
		expect(shown.items.map(({ workPackageId }) => workPackageId)).toEqual([9])
		expect(shown.unread).toBe(1)
	})

	it('changes nothing where nothing is marked', () => {
		const before = list([about(1)])
		expect(withoutMarked(before, [])).toBe(before)
	})
})
