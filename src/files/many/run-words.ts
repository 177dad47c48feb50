// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ChangeKind } from './change-files.ts'
import type { FileRun } from './use-file-run.ts'
import type { Preview } from './use-preview.ts'

import { getCanonicalLocale, n, t } from '@nextcloud/l10n'

type UnderWay = Extract<FileRun, { step: 'under-way' }>
type Ended = Extract<FileRun, { step: 'ended' }>

const localised = (count: number) => count.toLocaleString(getCanonicalLocale())

/** What the user is about to do. */
export function titleOf(kind: ChangeKind, files: number): string {
	const count = localised(files)
	return kind === 'link'
		? n('integration_nepenthes', 'Link {count} file to a work package', 'Link {count} files to a work package', files, { count })
		: n('integration_nepenthes', 'Remove links of {count} file', 'Remove links of {count} files', files, { count })
}

/** What will happen with the work package that was chosen. */
export function previewWords(kind: ChangeKind, { linked, others }: Extract<Preview, { state: 'known' }>): string {
	const total = linked.length + others.length
	if (kind === 'unlink') {
		return n('integration_nepenthes', '{count} of {total} file is linked to it', '{count} of {total} files are linked to it', linked.length, { count: localised(linked.length), total: localised(total) })
	}
	const already = n('integration_nepenthes', '{count} is linked already', '{count} are linked already', linked.length, { count: localised(linked.length) })
	const willBe = n('integration_nepenthes', '{count} will be linked', '{count} will be linked', others.length, { count: localised(others.length) })
	if (linked.length === 0) {
		return willBe
	}
	return others.length === 0 ? already : `${willBe} · ${already}`
}

/** The words of the button that does it. */
export function verbOf(kind: ChangeKind, files: number): string {
	return kind === 'link'
		? t('integration_nepenthes', 'Link')
		: n('integration_nepenthes', 'Remove {count} link', 'Remove {count} links', files, { count: localised(files) })
}

/** That it begins. */
export function beginningWords({ kind, total }: UnderWay): string {
	return kind === 'link'
		? n('integration_nepenthes', 'Linking {count} file', 'Linking {count} files', total, { count: localised(total) })
		: n('integration_nepenthes', 'Removing {count} link', 'Removing {count} links', total, { count: localised(total) })
}

/** How far it is, in numbers. */
export function amountWords({ answered, total }: UnderWay): string {
	return t('integration_nepenthes', '{done} of {total}', { done: localised(answered), total: localised(total) })
}

/** How far it is, and with which file. */
export function progressWords({ kind, answered, total, current, cancelling }: UnderWay): string {
	if (cancelling) {
		return t('integration_nepenthes', 'Stopping after what is under way …')
	}
	const words = { position: localised(Math.min(answered + 1, total)), total: localised(total), name: current?.name ?? '' }
	return kind === 'link'
		? t('integration_nepenthes', 'Linking {position} of {total} – {name}', words, { escape: false, sanitize: false })
		: t('integration_nepenthes', 'Removing {position} of {total} – {name}', words, { escape: false, sanitize: false })
}

/** How it ended. */
export function resultWords({ kind, done, failures, left }: Ended): string {
	const count = localised(done.length)
	if (failures.length > 0) {
		const failed = localised(failures.length)
		return kind === 'link'
			? n('integration_nepenthes', '{count} linked, {failed} could not be linked', '{count} linked, {failed} could not be linked', failures.length, { count, failed })
			: n('integration_nepenthes', '{count} removed, {failed} could not be removed', '{count} removed, {failed} could not be removed', failures.length, { count, failed })
	}
	const total = localised(done.length + left.length)
	if (left.length > 0) {
		return kind === 'link'
			? t('integration_nepenthes', '{count} of {total} files linked', { count, total })
			: t('integration_nepenthes', '{count} of {total} links removed', { count, total })
	}
	return kind === 'link'
		? n('integration_nepenthes', '{count} file linked', '{count} files linked', done.length, { count })
		: n('integration_nepenthes', '{count} link removed', '{count} links removed', done.length, { count })
}

/** What was not tried. */
export function leftWords({ left }: Ended): string {
	return n('integration_nepenthes', 'You stopped before {count} file was tried.', 'You stopped before {count} files were tried.', left.length, { count: localised(left.length) })
}

/** What a list leaves out. */
export function moreWords(more: number): string {
	return n('integration_nepenthes', 'and {count} more', 'and {count} more', more, { count: localised(more) })
}
