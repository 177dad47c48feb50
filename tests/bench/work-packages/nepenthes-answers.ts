// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** A work package with all that a real one carries in a list (nepenthes-api 3.3). */
function workPackage(id: number): object {
	const link = (kind: string, number: number, title: string) => ({ href: `/api/v3/${kind}/${number}`, title })
	const action = (path: string, method: string) => ({ href: `/api/v3/work_packages/${id}/${path}`, method })
	const plain = ['activities', 'attachments', 'watchers', 'relations', 'revisions', 'fileLinks', 'github_pull_requests', 'timeEntries']
	const actions = ['update', 'updateImmediately', 'delete', 'move', 'copy', 'addWatcher', 'addRelation', 'addChild', 'addComment', 'addFileLink', 'previewMarkup', 'logTime']
	return {
		_type: 'WorkPackage',
		id,
		displayId: String(id),
		lockVersion: 3,
		subject: `Pitcher ${id} leaks at the lower rim`,
		description: { format: 'markdown', raw: 'Water runs out. '.repeat(20), html: `<p class="op-uc-p">${'Water runs out. '.repeat(20)}</p>` },
		scheduleManually: true,
		readonly: false,
		startDate: null,
		dueDate: '2026-03-01',
		estimatedTime: 'PT2H',
		percentageDone: 0,
		createdAt: '2025-10-11T10:03:39.002Z',
		updatedAt: '2026-01-02T08:00:00.500Z',
		_links: {
			self: link('work_packages', id, `Pitcher ${id} leaks at the lower rim`),
			schema: { href: '/api/v3/work_packages/schemas/2-1' },
			project: link('projects', 2, 'Garden'),
			type: link('types', 1 + id % 3, 'Bug'),
			status: link('statuses', 1 + id % 5, 'In progress'),
			priority: link('priorities', 8, 'Normal'),
			author: link('users', 4, 'Ada Admin'),
			assignee: link('users', 15, 'Bo Builder'),
			responsible: { href: null },
			category: { href: null },
			version: { href: null },
			parent: { href: null, title: null },
			...Object.fromEntries(plain.map((name) => [name, { href: `/api/v3/work_packages/${id}/${name}` }])),
			...Object.fromEntries(actions.map((name) => [name, action(name, 'post')])),
			ancestors: [],
			children: [],
			customActions: [],
		},
	}
}

/** A notification with all that a real one carries (nepenthes-api 5). */
function notification(id: number): object {
	const workPackageId = 1001 + id % 20
	return {
		_type: 'Notification',
		id,
		readIAN: false,
		reason: 'mentioned',
		createdAt: '2026-01-02T08:00:00.500Z',
		updatedAt: '2026-01-02T08:00:00.500Z',
		_embedded: { details: [] },
		_links: {
			self: { href: `/api/v3/notifications/${id}` },
			readIAN: { href: `/api/v3/notifications/${id}/read_ian`, method: 'post' },
			project: { href: '/api/v3/projects/2', title: 'Garden' },
			actor: { href: '/api/v3/users/15', title: 'Bo Builder' },
			activity: { href: `/api/v3/activities/${id}` },
			resource: { href: `/api/v3/work_packages/${workPackageId}`, title: `Pitcher ${workPackageId} leaks at the lower rim` },
			details: [],
		},
	}
}

function collection(elements: object[]): Buffer {
	return Buffer.from(JSON.stringify({ _type: 'Collection', total: elements.length, count: elements.length, pageSize: 100, offset: 1, _embedded: { elements } }))
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

/** What a Nepenthes answers to the questions of the benchmarks, by path. */
export function nepenthesAnswers(nextcloudUrl: string): ReadonlyMap<string, Buffer> {
	return new Map([
		['/api/v3/work_packages', collection(numbers(20).map((i) => workPackage(1000 + i)))],
		['/api/v3/notifications', collection(numbers(40).map(notification))],
		['/api/v3/types', collection(numbers(3).map((id) => ({ _type: 'Type', id, name: `Type ${id}`, color: '#1A67A3' })))],
		['/api/v3/statuses', collection(numbers(5).map((id) => ({ _type: 'Status', id, name: `Status ${id}`, color: '#CC5DE8', isClosed: id === 5 })))],
		['/api/v3/storages', collection([{ id: 42, name: 'Cloud', _links: { type: { href: 'urn:openproject-org:api:v3:storages:Nextcloud' }, origin: { href: `${nextcloudUrl}/` } } }])],
		['/api/v3/work_packages/1001/file_links', collection([{ _type: 'FileLink', id: 1337 }])],
	])
}
