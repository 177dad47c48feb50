// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { CallOptions, DeclarativeForm, Nextcloud } from '../nextcloud/index.ts'

import { ADDRESS_KEY } from '../api/nepenthes-setup.ts'
import { APP_ID } from '../config.ts'
import { DECISION_FIELDS } from './administrator-decisions.ts'

/**
 * The administrator's settings, as far as Nextcloud draws them itself. It also makes the page
 * `/settings/admin/integration_nepenthes` exist (nextcloud-contract 6.8).
 */
const FORM: DeclarativeForm = {
	id: 'administrator',
	priority: 50,
	section_type: 'admin',
	section_id: APP_ID,
	title: 'Nepenthes',
	description: 'Connects the files of this Nextcloud with the work packages of a Nepenthes instance.',
	fields: [{
		id: ADDRESS_KEY,
		title: 'Address of Nepenthes',
		description: 'The address under which people open Nepenthes in their browser, with its path if it has one.',
		type: 'url',
		placeholder: 'https://nepenthes.example.com',
		default: '',
	}, ...DECISION_FIELDS],
}

export async function registerAdministratorForm({ declarativeSettings }: Pick<Nextcloud, 'declarativeSettings'>, options: CallOptions): Promise<void> {
	await declarativeSettings.register(FORM, options)
}
