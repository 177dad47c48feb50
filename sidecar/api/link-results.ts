// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyBaseLogger } from 'fastify'
import type { FileLinksResult } from '../contract/file-links.ts'
import type { FileId } from '../nextcloud/index.ts'
import type { Changed } from './bulk-linking.ts'

import { problemOf } from './problems.ts'

type Log = Pick<FastifyBaseLogger, 'error'>

/** What became of each file, in the words of the contract. Mistakes of ours are told to the log. */
export function resultsOf(ids: readonly FileId[], changed: ReadonlyMap<FileId, Changed>, log: Log): FileLinksResult['results'] {
	logMistakes([...changed.values()].flatMap((change) => change.state === 'failed' ? [change.reason] : []), log)
	return ids.map((fileId) => {
		const change = changed.get(fileId)!
		return change.state === 'failed' ? { fileId, ...failureOf(change.reason) } : { fileId, state: change.state }
	})
}

/** The same for a change beside which something else has succeeded: what concerns all files alike is told of each. */
export async function changesOf(ids: readonly FileId[], changing: Promise<ReadonlyMap<FileId, Changed>>, log: Log): Promise<FileLinksResult['results']> {
	let changed
	try {
		changed = await changing
	} catch (error) {
		logMistakes([error as Error], log)
		return ids.map((fileId) => ({ fileId, ...failureOf(error as Error) }))
	}
	return resultsOf(ids, changed, log)
}

function failureOf(reason: Error) {
	const { code, detail } = problemOf(reason)
	return { state: 'failed' as const, code, ...detail !== undefined && { detail } }
}

/** Each once, however many files it met; by where it happened, since its message may quote what was worked on. */
function logMistakes(reasons: readonly Error[], log: Log): void {
	const mistakes = reasons.filter((reason) => problemOf(reason).code === 'internal').map(({ name, message, stack = '' }) => ({
		name,
		at: stack.replace(message, '').split('\n').filter((line) => /^\s+at /.test(line)).map((line) => line.trim()).join('\n'),
	}))
	for (const mistake of new Map(mistakes.map((one) => [one.name + one.at, one])).values()) {
		log.error({ mistake }, 'unexpected error with files of a change')
	}
}
