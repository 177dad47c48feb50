// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Extent } from '../extent.ts'
import type { Aim, Report } from '../report.ts'
import type { Exchange, Load } from '../steady-load.ts'
import type { Subject } from '../subject.ts'

import { Pool } from 'undici'
import { below, combined } from '../report.ts'
import { median, percentile } from '../statistics.ts'
import { ask, load, RATE, row } from '../steady-load.ts'
import { startSubject } from '../subject.ts'
import { measurePagesOfUsers } from './pages-of-users.ts'

/** So many that each stays below what the API lets one user ask for in a minute. */
const USERS = Array.from({ length: 40 }, (_, i) => `user${i}`)

/** Links in one question, as in a text. */
const LINKS = 10

/** Single questions at the same time, as a page with messages sends them. */
const MESSAGES = 50

/** Milliseconds in which links that are asked for come together (sidecar/api/previewing.ts). */
const GATHER = 5

const SEARCH: Exchange = { method: 'GET', path: '/ocs/v2.php/search/providers/nepenthes/search?term=pitcher&limit=20' }
const POLL: Exchange = { method: 'GET', path: '/apps/integration_nepenthes/api/notifications' }
const WORK_PACKAGES: Exchange = { method: 'GET', path: '/api/v3/work_packages' }
const NOTIFICATIONS: Exchange = { method: 'GET', path: '/api/v3/notifications' }

const linksTo = ({ origin }: Subject, count: number) => Array.from({ length: count }, (_, i) => `${origin}/work_packages/${1001 + i}`)

const exactly = (what: string, found: number, aim: number): Aim => ({ what, aim: String(aim), found: found.toFixed(2), met: found === aim })

/** What search, link previews and notifications cost, once session, token, settings, types and statuses are remembered. */
async function measureAnswers({ requests: count }: Extent): Promise<Report> {
	const upstream = await startSubject('upstream')
	const gateway = await startSubject('gateway', upstream.origin)
	const through = new Pool(gateway.origin, { connections: MESSAGES })
	const around = new Pool(upstream.origin, { connections: MESSAGES })
	/** A load of which nothing is new but the exchange: what is remembered of a session is renewed before. */
	const measured = async (name: string, exchange: Exchange, users: readonly string[], known: Exchange = exchange): Promise<Load> => {
		await load(through, known, { count: users.length, users })
		await gateway.usage()
		const found = await row(name, through, upstream, exchange, { count, users })
		const { processor } = await gateway.usage()
		return { ...found, cells: [...found.cells, (processor / count).toFixed(2)] }
	}
	try {
		await load(around, WORK_PACKAGES, { count, users: USERS })
		const bare = await row('work packages of Nepenthes, without the sidecar', around, upstream, WORK_PACKAGES, { count, users: USERS })
		const search = await measured('unified search, 20 hits', SEARCH, USERS)

		// What a user was told of a link is remembered: each asks once.
		const readers = Array.from({ length: count }, (_, i) => `reader${i}`)
		const resolve: Exchange = { method: 'POST', path: '/ocs/v2.php/references/resolve', body: { references: linksTo(upstream, LINKS), limit: LINKS } }
		// The session that Nextcloud is asked about depends on the method as well.
		const [other = ''] = linksTo(upstream, LINKS + 1).slice(-1)
		const links = await measured(`${LINKS} links in one question`, resolve, readers, { ...resolve, body: { references: [other], limit: 1 } })

		const single = (link: string): Exchange => ({ method: 'GET', path: `/ocs/v2.php/references/resolve?reference=${encodeURIComponent(link)}` })
		const times: number[] = []
		const askedFor: number[] = []
		for (const user of USERS.slice(0, 10)) {
			await Promise.all(Array.from({ length: MESSAGES }, () => ask(through, SEARCH, user)))
			await upstream.requests()
			times.push(...await Promise.all(linksTo(upstream, MESSAGES).map((link) => ask(through, single(link), user))))
			askedFor.push(await upstream.requests())
		}

		const bareNotifications = await row('notifications of Nepenthes, without the sidecar', around, upstream, NOTIFICATIONS, { count, users: USERS })
		const poll = await measured('notifications, 40 unread about 20 work packages', POLL, USERS)

		const own = (what: string, { times }: Load, base: Load, waits = 0): Aim[] => [
			below(`${what}: own time p50`, median(times) - median(base.times), waits + 3, 'ms'),
			below(`${what}: own time p99`, percentile(times, 0.99) - median(base.times), waits + 10, 'ms'),
		]
		return {
			tables: [{
				title: `Everywhere in Nextcloud: ${RATE} requests a second`,
				note: `Sessions, tokens, settings, types and statuses are remembered. "requests" counts those to Nepenthes and Nextcloud together. Links wait ${GATHER} ms for others.`,
				columns: ['', 'p50 ms', 'p99 ms', 'requests', 'processor ms'],
				rows: [
					[...bare.cells, ''],
					search.cells,
					links.cells,
					[`${MESSAGES} links at the same time, each by itself`, median(times).toFixed(2), percentile(times, 0.99).toFixed(2), `${Math.max(...askedFor)} for all`, ''],
					[...bareNotifications.cells, ''],
					poll.cells,
				],
			}],
			aims: [
				...own('unified search', search, bare),
				exactly('unified search: requests', search.requests, 1),
				...own(`${LINKS} links`, links, bare, GATHER),
				exactly(`${LINKS} links: requests`, links.requests, 1),
				{ what: `${MESSAGES} links by themselves: requests`, aim: '≤ 5', found: String(Math.max(...askedFor)), met: Math.max(...askedFor) <= 5 },
				...own('notifications', poll, bareNotifications),
				exactly('notifications: requests', poll.requests, 1),
			],
		}
	} finally {
		await Promise.all([through.close(), around.close()])
		await Promise.all([gateway.stop(), upstream.stop()])
	}
}

/** What the app costs on all pages and in the answers that Nepenthes is added to. */
export async function measureEverywhere(extent: Extent): Promise<Report> {
	return combined([await measurePagesOfUsers(extent), await measureAnswers(extent)])
}
