// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'

import formbody from '@fastify/formbody'
import { readFileSync } from 'node:fs'
import { compressAnswer } from '../compression.ts'
import { redirectOrigins } from '../oauth/applications.ts'
import { authorize } from './authorize.ts'
import { avatarStorage } from './avatar-storage.ts'
import { colorSheet } from './colors.ts'
import { newWorkPackage } from './new-work-package.ts'
import { nextcloudLogin } from './nextcloud-login.ts'
import { notifications } from './notifications.ts'
import { signIn } from './sign-in.ts'
import { start } from './start.ts'
import { Visit } from './visit.ts'
import { workPackageForms } from './work-package-forms.ts'
import { workPackage } from './work-package.ts'

const css = readFileSync(new URL('./nepenthes.css', import.meta.url), 'utf8')

/** What people see in a browser. */
export function pages(app: FastifyInstance, instance: Instance): void {
	app.register(formbody)

	app.addHook('onSend', async (_, reply) => {
		reply.headers({
			// Browsers hold the redirect that follows a form against `form-action` too, and the consent's leads to the client.
			'content-security-policy': `default-src 'none'; style-src 'self'; img-src 'self' data:; form-action ${["'self'", ...redirectOrigins(instance)].join(' ')}; base-uri 'none'; frame-ancestors 'none'`,
			'x-content-type-options': 'nosniff',
			'referrer-policy': 'same-origin',
			...!reply.hasHeader('cache-control') && { 'cache-control': 'no-store' },
		})
	})
	app.addHook('onSend', compressAnswer)

	app.get('/assets/nepenthes.css', (_, reply) => reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=60').send(css))

	app.get('/assets/colors.css', (_, reply) => reply.type('text/css; charset=utf-8').send(colorSheet(instance)))

	for (const register of [start, signIn, authorize, newWorkPackage, workPackage, workPackageForms, notifications, nextcloudLogin, avatarStorage]) {
		register(app, instance)
	}

	app.setNotFoundHandler((request, reply) => {
		const visit = new Visit(instance, request, reply)
		return visit.signInFirst() ?? visit.apology(404, visit.say('page.not-found'), visit.say('page.not-found.text'))
	})

	app.setErrorHandler((error, request, reply) => {
		const visit = new Visit(instance, request, reply)
		const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
		return visit.apology(status, visit.say('page.error'), visit.say('page.error.text'))
	})
}
