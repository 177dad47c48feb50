// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { CustomField, CustomOption } from '../planning/custom-fields.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { resource } from '../hal.ts'
import { findCustomField, findOption, isActiveIn } from '../planning/custom-fields.ts'
import { projectsWhere } from '../planning/members.ts'

export const optionLink = ({ basePath }: Instance, { id, value }: CustomOption): Link => ({ href: `${basePath}/api/v3/custom_options/${id}`, title: value })

export function renderOption(instance: Instance, option: CustomOption): Record<string, unknown> {
	const { id, value } = option
	return resource('CustomOption', { id, value }, { links: { self: optionLink(instance, option) } })
}

/** The field, if there is a project in which the user sees work packages that have it. */
export function visibleCustomField(instance: Instance, user: User | undefined, id: number | undefined): CustomField {
	const field = id === undefined ? undefined : findCustomField(instance, id)
	if (!field || ![...projectsWhere(instance, user, 'view_work_packages')].some((projectId) => isActiveIn(instance, field, projectId))) {
		throw notFound()
	}
	return field
}

/** `/api/v3/custom_options/{id}`: the values of lists. */
export const customOptions: Resource = (app, instance) => {
	app.get<{ Params: { id: string } }>('/custom_options/:id', (request) => {
		const option = findOption(instance, Number(request.params.id))
		visibleCustomField(instance, userOf(request), option?.customFieldId)
		return renderOption(instance, option!)
	})
}
