// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { PreviewedWorkPackage } from '../../sidecar/contract/link-preview.ts'

import { t } from '@nextcloud/l10n'
import { effect } from 'vue'
import check from '../img/check.svg?raw'
import { avatarUrl } from '../sidecar.ts'
import { statusColours, typeColour } from '../work-packages/colours.ts'
import { shortDate } from '../work-packages/due-date.ts'
import { initialsOf } from '../work-packages/initials.ts'
import { themeColours } from '../work-packages/theme-colours.ts'
import { drawing, element } from './element.ts'

import '../work-packages/assignee-picture.css'
import '../work-packages/status-pill.css'
import '../work-packages/type-name.css'
import './previewed-work-package.css'

/**
 * What a card shows of a work package: one link that leads to it.
 *
 * @param workPackage
 */
export function previewedWorkPackage(workPackage: PreviewedWorkPackage): HTMLElement {
	const { url, displayId, subject, project, type, status, assignee, dueDate, excerpt } = workPackage
	return element(
		'a',
		{
			class: `previewed-work-package${status.closed ? ' previewed-work-package--closed' : ''}`,
			href: url,
			target: '_blank',
			rel: 'noopener noreferrer',
		},
		element(
			'span',
			{ class: 'previewed-work-package__line' },
			element(
				'span',
				{ class: 'previewed-work-package__origin' },
				typeName(type),
				element('span', {}, ' · '),
				element('span', { class: 'previewed-work-package__quiet', dir: 'auto' }, project.name),
			),
			element('bdi', { class: 'previewed-work-package__id' }, displayId),
		),
		element('span', { class: 'previewed-work-package__subject', dir: 'auto', title: subject }, subject),
		element(
			'span',
			{ class: 'previewed-work-package__line' },
			statusPill(status),
			assignee === null
				? null
				: element(
						'span',
						{ class: 'previewed-work-package__assignee' },
						assigneePicture(assignee),
						unseen(t('integration_nepenthes', 'Assignee:')),
						element('span', { class: 'previewed-work-package__name', dir: 'auto' }, assignee.name),
					),
			dueDate === null
				? null
				: element(
						'time',
						{ class: 'previewed-work-package__due', datetime: dueDate },
						t('integration_nepenthes', 'due {date}', { date: shortDate(dueDate) }),
					),
		),
		excerpt === '' ? null : element('span', { class: 'previewed-work-package__excerpt', dir: 'auto' }, excerpt),
		unseen(t('integration_nepenthes', 'Opens in a new tab')),
	)
}

/** For who hears the page; with spaces, since what stands side by side is read as one word without. */
function unseen(words: string): HTMLElement {
	return element('span', { class: 'hidden-visually' }, ` ${words} `)
}

function typeName(type: PreviewedWorkPackage['type']): HTMLElement {
	const name = element('span', { class: 'type-name', dir: 'auto' }, type.name)
	effect(() => {
		name.style.color = typeColour(type, themeColours().value) ?? ''
	})
	return name
}

function statusPill(status: PreviewedWorkPackage['status']): HTMLElement {
	const pill = element(
		'span',
		{ class: 'status-pill' },
		status.closed ? drawing(check, 14, 'status-pill__check') : null,
		element('span', { class: 'status-pill__name', dir: 'auto' }, status.name),
		status.closed ? unseen(`(${t('integration_nepenthes', 'closed')})`) : null,
	)
	effect(() => {
		Object.assign(pill.style, statusColours(status, themeColours().value))
	})
	return pill
}

/** The name stands beside it. */
function assigneePicture({ name, avatarId }: NonNullable<PreviewedWorkPackage['assignee']>): HTMLElement {
	const picture = element('span', { class: 'assignee-picture previewed-work-package__picture', 'aria-hidden': 'true' })
	if (avatarId === null) {
		picture.textContent = initialsOf(name)
		return picture
	}
	const image = element('img', { src: avatarUrl(avatarId), alt: '', width: '20', height: '20', loading: 'lazy', decoding: 'async' })
	image.addEventListener('error', () => image.replaceWith(initialsOf(name)))
	picture.append(image)
	return picture
}
