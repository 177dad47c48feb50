// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'

import { escapeHtml } from '../html.ts'
import { sendPage } from '../layout.ts'
import { themingData } from './user-states.ts'

interface ErrorText { heading: string, text: string, icon: string }

/** `anonymous`: the router found no route, before it asked who is there. */
export function sendNotFoundPage(instance: Instance, request: FastifyRequest, reply: FastifyReply, anonymous: boolean): FastifyReply {
	return sendErrorPage(instance, request, reply, 404, anonymous, {
		heading: 'Page not found',
		text: 'The page could not be found on the server or you may not be allowed to view it.',
		icon: 'icon-search',
	})
}

/** Status 403, or 412 for a request that nobody can tell the origin of. */
export function sendForbiddenPage(instance: Instance, request: FastifyRequest, reply: FastifyReply, status: number, message: string): FastifyReply {
	return sendErrorPage(instance, request, reply, status, false, { heading: 'Access forbidden', text: message, icon: 'icon-password' })
}

/** What `authorize` says to a client that nobody entered: with status 200, as the real one does. */
export function sendClientRefusedPage(instance: Instance, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	return sendErrorPage(instance, request, reply, 200, false, {
		heading: 'Page not found',
		text: 'This client is not authorized to connect. Tell the administrator of the client.',
		icon: 'icon-search',
	})
}

export function sendServerErrorPage(instance: Instance, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	return sendErrorPage(instance, request, reply, 500, true, {
		heading: 'Internal Server Error',
		text: 'The server was unable to complete your request.',
		icon: 'icon-error-white',
	})
}

export function sendUntrustedDomainPage(instance: Instance, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	return sendPage(instance, request, reply, {
		layout: 'guest',
		app: 'core',
		title: '',
		status: 400,
		states: { 'core-projects_enabled': false },
		content: `
<div class="guest-box">
	<h2>Access through untrusted domain</h2>

	<p>
		Please contact your administrator. If you are an administrator, edit the &quot;trusted_domains&quot; setting in config/config.php like the example in config.sample.php.\t</p>
</div>`,
	})
}

function sendErrorPage(instance: Instance, request: FastifyRequest, reply: FastifyReply, status: number, anonymous: boolean, { heading, text, icon }: ErrorText): FastifyReply {
	return sendPage(instance, request, reply, {
		layout: 'guest',
		app: 'core',
		title: '',
		status,
		anonymous,
		states: { 'theming-data': themingData(undefined), 'comments-maxAutoCompleteResults': 10 },
		content: `\t<div class="body-login-container update">
		<div class="icon-big ${icon}"></div>
		<h2>${escapeHtml(heading)}</h2>
		<p class="infogroup">${escapeHtml(text)}</p>
		<p><a class="button primary" href="${instance.addresses.file('/')}">
			Back to Nextcloud\t\t</a></p>
	</div>`,
	})
}
