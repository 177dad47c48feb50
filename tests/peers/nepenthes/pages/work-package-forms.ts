// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Permission } from '../planning/members.ts'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { User } from '../users.ts'
import type { Page, SentForm } from './visit.ts'

import { changesOf, changeTo } from '../forms/changes.ts'
import { message } from '../messages.ts'
import { commentOn } from '../planning/changes.ts'
import { may } from '../planning/members.ts'
import { withMentions } from '../planning/mentions.ts'
import { findWorkPackage } from '../planning/work-packages.ts'
import { Visit } from './visit.ts'

interface OfWorkPackage {
	Params: { id: string }
	Body: SentForm<'comment' | 'lock_version' | 'assignee' | 'status'> | undefined
}

type Sender = { visit: Visit, user: User, workPackage: WorkPackage }

/** Where the forms on the page of a work package are sent to; from here the way leads back. */
export const workPackageForms: Page = (app, instance) => {
	/** Lets only those through who sent the form from their own page, and may. */
	const from = (request: FastifyRequest<OfWorkPackage>, reply: FastifyReply, permission: Permission, act: (sender: Sender) => FastifyReply) => {
		const visit = new Visit(instance, request, reply)
		const user = visit.session?.user
		if (!user) {
			return visit.toSignIn()
		}
		const workPackage = findWorkPackage(instance, user, request.params.id)
		if (!workPackage || !may(instance, user, workPackage.project, permission)) {
			return visit.apology(404, visit.say('page.not-found'), visit.say('page.not-found.text'))
		}
		return visit.isOwnForm(request.body) ? act({ visit, user, workPackage }) : visit.apology(422, visit.say('page.error'), visit.say('page.form-expired'))
	}

	app.post<OfWorkPackage>('/work_packages/:id/comments', (request, reply) => from(request, reply, 'add_work_package_comments', ({ visit, user, workPackage }) => {
		const comment = request.body?.comment?.trim() ?? ''
		if (comment !== '') {
			commentOn(instance, workPackage, { author: user, comment: withMentions(instance, workPackage.project, comment) })
		}
		return visit.back(request.body)
	}))

	app.post<OfWorkPackage>('/work_packages/:id/changes', (request, reply) => from(request, reply, 'edit_work_packages', ({ visit, user, workPackage }) => {
		const { lock_version: seen, assignee, status } = request.body ?? {}
		const wrong = (code: number, text: string) => visit.apology(code, visit.say('page.error'), text)
		if (seen !== String(workPackage.lockVersion)) {
			return wrong(409, visit.say('work-package.conflict'))
		}
		const body = { _links: {
			...assignee !== undefined && { assignee: { href: assignee || null } },
			...status !== undefined && { status: { href: status } },
		} }
		const draft = changesOf(instance, { user, language: visit.language, body, workPackage })
		const [error] = draft.errors
		if (error) {
			return wrong(422, message(visit.language, error.key, error.value))
		}
		changeTo(instance, workPackage, draft, { author: user, notify: true })
		return visit.back(request.body)
	}))
}
