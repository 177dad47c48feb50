// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Registered } from '../appapi/surfaces.ts'
import type { Instance } from '../instance.ts'
import type { OcsRouter } from '../ocs/router.ts'
import type { SectionType } from '../settings-sections.ts'
import type { User } from '../users.ts'

import { admit, userOf } from '../access.ts'
import { isValidForm } from '../appapi/settings-forms.ts'
import { escapeHtml } from '../html.ts'
import { OcsFailure } from '../ocs/envelope.ts'
import { coreScripts } from '../page-scripts.ts'
import { text } from '../parameters.ts'
import { Refusal } from '../refusal.ts'
import { settingsSections } from '../settings-sections.ts'
import { sendUserPage } from './user-page.ts'

interface Section { id: string, name: string, active: boolean, icon: string }

/** The settings of a user and, for administrators, of the server. */
export function settingsPages(app: FastifyInstance, instance: Instance): void {
	const list = (type: SectionType, activeType: SectionType, active: string): Section[] => settingsSections[type]
		.map(([id, name]) => ({ id, name, active: type === activeType && id === active, icon: instance.addresses.file('/core/img/actions/settings.svg') }))

	const page = (type: SectionType, url: string, fallback: string) => app.get<{ Params: { section?: string } }>(url, async (request, reply) => {
		await admit(instance, request, {})
		const user = userOf(request)
		const section = request.params.section ?? fallback
		const forms = instance.surfaces.enabled('settings')
		if (!forms.every(isValidForm)) {
			// AppAPI does not check what it is given, and the settings app stumbles over it.
			throw new Error('A declarative settings form is not valid')
		}
		const own = forms.filter((form) => form.section_type === type && form.section_id === section)
		const name = settingsSections[type].find(([id]) => id === section)?.[1]
		if (type === 'admin' && (!user.admin || (name === undefined && own.length === 0))) {
			throw new Refusal('forbidden', 'You are not allowed to access this page.')
		}
		const known = name !== undefined || own.length > 0
		const frame = `<div id="settings-app"></div>
<div class="hidden-visually" id="original-settings-content" ${known ? ` data-active-section-id="${escapeHtml(section)}"  data-active-section-type="${type}"` : ''}>
	${own.map((form) => `<div id="${escapeHtml(`${form.appid}_${form.id}`)}"></div>`).join('')}${name === undefined ? '' : sectionContent(name)}</div>
`
		return sendUserPage(instance, request, reply, {
			layout: 'settings',
			app: 'settings',
			title: name ?? (known ? 'Settings' : ''),
			activeEntry: type === 'admin' ? 'admin_settings' : 'settings',
			scripts: [...coreScripts, '/dist/settings.mjs'],
			content: frame,
			states: {
				'settings-sections': {
					personal: list('personal', type, section),
					admin: user.admin ? list('admin', type, section) : [],
				},
				...own.length === 0 ? {} : { 'settings-declarative-settings-forms': own.map((form) => withValues(instance, user, form)) },
			},
		})
	})
	page('personal', '/settings/user', 'personal-info')
	page('personal', '/settings/user/:section', '')
	page('admin', '/settings/admin', 'overview')
	page('admin', '/settings/admin/:section', '')
}

/** The built-in sections have a heading and no more. */
function sectionContent(name: string): string {
	return `<div class="section"><h2>${escapeHtml(name)}</h2></div>`
}

function withValues(instance: Instance, user: User, { appid, ...form }: Registered<'settings'>) {
	const values = new Map((form.section_type === 'admin'
		? instance.config.get(appid, form.fields.map((field) => field.id))
		: instance.preferences.get(user.uid, appid, form.fields.map((field) => field.id))
	).map(({ configkey, configvalue }) => [configkey, configvalue]))
	return {
		...form,
		app: appid,
		storage_type: 'external',
		fields: form.fields.map((field) => ({ ...field, value: values.get(field.id) ?? field.default ?? '' })),
	}
}

/** Saving one field of a form: it lands where the ExApp finds it. */
export function declarativeSettingsRoutes(ocs: OcsRouter, instance: Instance): void {
	ocs.add('POST', '/settings/api/declarative/value', {}, ({ request, parameters }) => {
		const user = userOf(request)
		const form = instance.surfaces.get(text(parameters, 'app'), 'settings', text(parameters, 'formId'))
		const field = form?.fields.find(({ id }) => id === parameters.fieldId)
		if (!form || !field) {
			throw new OcsFailure(400, 'Form or field not found')
		}
		// Version 34 asks for a sub-admin even where a form is for everyone.
		if (!user.admin) {
			throw new Refusal('forbidden', 'Logged in account must be an admin or sub admin')
		}
		const value = Array.isArray(parameters.value) ? JSON.stringify(parameters.value) : parameters.value
		if (form.section_type === 'admin') {
			instance.config.set(form.appid, field.id, value, undefined)
		} else {
			instance.preferences.set(user.uid, form.appid, field.id, value, undefined)
		}
		return null
	})
}
