// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Resource } from './index.ts'

import { ApiError, missingPermission, notFound, refuseFor } from '../api-error.ts'
import { languageOf, userOf } from '../authentication.ts'
import { changesOf, changeTo } from '../forms/changes.ts'
import { may } from '../planning/members.ts'
import { findWorkPackage } from '../planning/work-packages.ts'
import { renderWholeWorkPackage } from './whole-work-package.ts'

interface OfId {
	Params: { id: string }
	Querystring: { notify?: string }
}

/** `PATCH /api/v3/work_packages/{id}`: whoever changes something says which version they saw (section 2.2). */
export const changedWorkPackages: Resource = (app, instance) => {
	app.patch<OfId>('/work_packages/:id', (request) => {
		const user = userOf(request)
		const workPackage = findWorkPackage(instance, user, request.params.id)
		if (!user || !workPackage) {
			throw notFound()
		}
		if (!may(instance, user, workPackage.project, 'edit_work_packages')) {
			throw missingPermission()
		}
		const { body } = request
		const { lockVersion } = Object(body) as { lockVersion?: unknown }
		if (lockVersion !== workPackage.lockVersion) {
			throw new ApiError('UpdateConflict', 'work-package.conflict')
		}
		const draft = changesOf(instance, { user, language: languageOf(request), body, workPackage })
		refuseFor(draft.errors)
		return renderWholeWorkPackage(instance, changeTo(instance, workPackage, draft, { author: user, notify: request.query.notify !== 'false' }), user)
	})
}
