// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { ApiDependencies } from '../api/index.ts'
import type { CallOptions, Nextcloud, OccCommand } from '../nextcloud/index.ts'

import Type from 'typebox'
import { instanceUrl, redirectUri } from '../api/nepenthes-setup.ts'
import { APP_ID, isRedirect, REDIRECTS } from '../config.ts'
import { decisionLines } from './administrator-decisions.ts'

const SETUP: OccCommand = {
	name: `${APP_ID}:setup`,
	description: 'Enter the address of Nepenthes and the OAuth application of this app there',
	handler: 'occ/setup',
	options: [
		{ name: 'url', mode: 'required', description: 'Address of Nepenthes, as people open it' },
		{ name: 'client-id', mode: 'required', description: 'Client id of the OAuth application' },
		{ name: 'client-secret', mode: 'required', description: 'Client secret of the OAuth application; give it as a shell variable, or set NEPENTHES_CLIENT_SECRET in the environment of the app instead' },
		{ name: 'redirect', mode: 'required', description: `Where Nepenthes sends browsers back to: ${REDIRECTS.join(', ')}` },
	],
	usages: [`${APP_ID}:setup --url=https://nepenthes.example --client-id=… --client-secret="$SECRET"`],
}

const STATUS: OccCommand = {
	name: `${APP_ID}:status`,
	description: 'Show how Nepenthes is set up, and what is decided for the settings of users',
	handler: 'occ/status',
	options: [{ name: 'check', mode: 'none', description: 'Fail when something is missing' }],
	usages: [`${APP_ID}:status`],
}

export async function registerOccCommands({ occCommands }: Pick<Nextcloud, 'occCommands'>, options: CallOptions): Promise<void> {
	await occCommands.register(SETUP, options)
	await occCommands.register(STATUS, options)
}

const Value = Type.Optional(Type.Union([Type.String({ maxLength: 2000 }), Type.Null()]))

const SetupBody = Type.Object({
	occ: Type.Object({
		options: Type.Object({ url: Value, 'client-id': Value, 'client-secret': Value, redirect: Value }),
	}),
})

const StatusBody = Type.Object({
	occ: Type.Object({
		options: Type.Union([Type.Object({ check: Type.Optional(Type.Unknown()) }), Type.Null()]),
	}),
})

/** AppAPI prints a body only with status 200, and knows any other status as failure, without a word (nextcloud-contract 3.7). */
const FAILED = 409

/** The handlers of the commands: what they answer is printed as it is. Secrets are taken and never shown. */
export const occCommands: FastifyPluginAsyncTypebox<Pick<ApiDependencies, 'setup' | 'nextcloudAddress' | 'nepenthes' | 'userSettings'>> = async (app, { setup, nextcloudAddress, nepenthes: { instances }, userSettings }) => {
	const text = (lines: readonly string[]) => `${lines.join('\n')}\n`

	/** The lines of the status, and whether everything is there. */
	const status = async (): Promise<{ lines: string[], complete: boolean }> => {
		const entered = await setup.read()
		if (entered === null) {
			return { lines: ['Address of Nepenthes: not entered', `Enter it: occ ${SETUP.usages[0]}`], complete: false }
		}
		const reachable = await instances.isReachable(entered.url)
		const lines = [`Address of Nepenthes: ${entered.url} (${reachable ? 'answers' : 'does not answer'})`]
		if (entered.client === null) {
			return { lines: [...lines, 'OAuth application: not entered', `Enter it: occ ${SETUP.usages[0]}`], complete: false }
		}
		const { id, redirect } = entered.client
		return {
			lines: [
				...lines,
				`OAuth application: ${id}, its secret is stored`,
				`Redirect URI (${redirect}): ${redirectUri(await nextcloudAddress.read(), redirect)}`,
				'Nepenthes must have this very URI for the application.',
			],
			complete: reachable,
		}
	}

	app.post('/occ/setup', { schema: { body: SetupBody, hide: true } }, async (request, reply) => {
		const { url: entered, 'client-id': id, 'client-secret': secret, redirect } = request.body.occ.options
		const before = await setup.read()
		const url = entered ? instanceUrl(entered) : before?.url
		const wrong = [
			...entered && url === null ? ['--url is no address: it must start with http:// or https:// and name no account.'] : [],
			...entered && setup.fixed.url ? ['The address is set by NEPENTHES_URL in the environment of the app: change it there.'] : [],
			...(id || secret) && setup.fixed.client ? ['The OAuth application is set by NEPENTHES_CLIENT_ID and NEPENTHES_CLIENT_SECRET in the environment of the app: change it there.'] : [],
			...id && !secret ? ['--client-secret is missing: the OAuth application has both, an id and a secret.'] : [],
			...secret && !id ? ['--client-id is missing: the OAuth application has both, an id and a secret.'] : [],
			...id && !url ? ['--url is missing: the address of Nepenthes must be known first.'] : [],
			...redirect && !isRedirect(redirect) ? [`"${redirect}" is no way back: --redirect is one of ${REDIRECTS.join(', ')}.`] : [],
			...redirect && isRedirect(redirect) && !id && !before?.client ? ['--redirect needs --client-id and --client-secret.'] : [],
			...!entered && !id && !secret && !redirect ? [`Nothing to set up. For example: occ ${SETUP.usages[0]}`] : [],
		]
		reply.type('text/plain; charset=utf-8')
		if (wrong.length > 0) {
			return text(['Nothing was changed.', ...wrong])
		}
		const chosen = redirect && isRedirect(redirect) ? redirect : null
		const client = id && secret
			? { id, secret, redirect: chosen ?? before?.client?.redirect ?? setup.defaultRedirect }
			: chosen !== null && before?.client ? { ...before.client, redirect: chosen } : null
		await setup.store({ ...entered && url && { url }, ...client !== null && { client } })
		request.log.info('set up by occ')
		return text((await status()).lines)
	})

	app.post('/occ/status', { schema: { body: StatusBody, hide: true } }, async (request, reply) => {
		const { lines, complete } = await status()
		const decisions = decisionLines(await userSettings.decisions())
		const checking = Boolean(request.body.occ.options?.check)
		return reply.code(checking && !complete ? FAILED : 200).type('text/plain; charset=utf-8').send(text([...lines, ...decisions]))
	})
}
