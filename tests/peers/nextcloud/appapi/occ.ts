// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Agent } from 'undici'
import type { Instance } from '../instance.ts'
import type { OccResult } from '../server.ts'
import type { AppInfo } from './app-info.ts'

import { readFileSync } from 'node:fs'
import { oauthCommands } from '../oauth/occ-commands.ts'
import { readAppInfo } from './app-info.ts'
import { readArguments } from './occ-arguments.ts'
import { runExAppCommand } from './occ-command.ts'

interface Call {
	instance: Instance
	/** By position. */
	values: string[]
	options: Map<string, string>
	/** Writes a line. */
	say: (line: string) => void
}

/** By name; each gives its exit code. */
export type OccCommands = Record<string, (call: Call) => Promise<number> | number>

const commands: OccCommands = {
	...oauthCommands,

	'app_api:daemon:register': function({ instance, values, say }) {
		const [name, displayName, acceptsDeployId, protocol, host, nextcloudUrl] = values as [string, string, string, string, string, string]
		if (protocol !== 'http' && protocol !== 'https') {
			say('Value error: The protocol must be `http` or `https`.')
			return 1
		}
		if (instance.exApps.daemon(name)) {
			say(`Registration skipped, as the daemon config \`${name}\` already exists.`)
			return 0
		}
		instance.exApps.addDaemon({ name, displayName, acceptsDeployId, protocol, host, nextcloudUrl })
		say('Daemon config successfully registered.')
		return 0
	},

	'app_api:app:register': async function({ instance, values, options, say }) {
		const [id, daemonName = ''] = values as [string, string?]
		if (instance.exApps.get(id)) {
			say(`ExApp ${id} is already registered.`)
			return 3
		}
		const info = appInfo(options)
		if (typeof info === 'string') {
			say(info)
			return 1
		}
		if (!instance.exApps.daemon(daemonName)) {
			say(`Daemon config ${daemonName} not found.`)
			return 2
		}
		const failure = await instance.lifecycle.register(info, daemonName)
		if (failure !== undefined) {
			say(failure)
			return 1
		}
		say(`ExApp ${id} deployed successfully.`)
		return finish(instance, info.id, options, say, `ExApp ${id} successfully registered.`)
	},

	'app_api:app:update': async function({ instance, values, options, say }) {
		const id = values[0]!
		const app = instance.exApps.get(id)
		const info = appInfo(options)
		if (!app || typeof info === 'string') {
			say(app ? String(info) : `ExApp ${id} not found.`)
			return 1
		}
		if (info.version === app.version) {
			say(`ExApp ${id} is already updated (${app.version})`)
			return 2
		}
		const failure = await instance.lifecycle.update(app, info)
		if (failure !== undefined) {
			say(failure)
			return 1
		}
		return finish(instance, id, options, say, `ExApp ${id} successfully updated.`)
	},

	'app_api:app:unregister': async function({ instance, values, options, say }) {
		const id = values[0]!
		const app = instance.exApps.get(id)
		if (!app) {
			say(`ExApp ${id} not found. Failed to unregister.`)
			return options.has('silent') ? 0 : 1
		}
		await instance.lifecycle.unregister(app)
		say(`ExApp ${id} successfully unregistered.`)
		return 0
	},

	'app_api:app:enable': async function({ instance, values, say }) {
		const id = values[0]!
		const app = instance.exApps.get(id)
		if (!app) {
			say(`ExApp ${id} not found. Failed to enable.`)
			return 1
		}
		const fine = app.enabled || await instance.lifecycle.enable(app)
		say(app.enabled ? `ExApp ${id} already enabled.` : fine ? `ExApp ${id} successfully enabled.` : `Failed to enable ExApp ${id}.`)
		return fine ? 0 : 1
	},

	'app_api:app:disable': async function({ instance, values, say }) {
		const id = values[0]!
		const app = instance.exApps.get(id)
		if (!app) {
			say(`ExApp ${id} not found. Failed to disable.`)
			return 1
		}
		const fine = !app.enabled || await instance.lifecycle.disable(app)
		say(!app.enabled ? `ExApp ${id} already disabled.` : fine ? `ExApp ${id} successfully disabled.` : `Failed to disable ExApp ${id}.`)
		return fine ? 0 : 1
	},

	'app_api:app:list': function({ instance, say }) {
		say('ExApps:')
		for (const { id, name, version, enabled } of instance.exApps.list()) {
			say(`${id} (${name}): ${version} [${enabled ? 'enabled' : 'disabled'}]`)
		}
		return 0
	},

	'app_api:app:config:get': function({ instance, values, options, say }) {
		const [id, key] = values as [string, string]
		const found = instance.config.get(id, [key])[0]?.configvalue ?? options.get('default-value')
		say(found ?? `ExApp ${id} config ${key} not found`)
		return found === undefined ? 1 : 0
	},

	'app_api:app:config:set': function({ instance, values, options, say }) {
		const [id, key] = values as [string, string]
		const exists = instance.config.get(id, [key]).length > 0
		if (exists !== options.has('update-only')) {
			say(exists ? `ExApp ${id} config ${key} already exists. Use --update-only flag.` : `ExApp ${id} config ${key} not found`)
			return 1
		}
		const value = options.get('value') ?? ''
		instance.config.set(id, key, value, options.has('sensitive') ? options.get('sensitive') !== '0' : undefined)
		say(`ExApp ${id} config ${key} set to ${value} ${options.has('sensitive') ? '[sensitive]' : ''}`)
		return 0
	},

	'app_api:app:config:list': function({ instance, values, options, say }) {
		const id = values[0]!
		const stored = instance.config.list(id).map(({ configkey, configvalue, sensitive }) => [configkey, options.has('private') && !sensitive ? configvalue : '***REMOVED SENSITIVE VALUE***'])
		say(`ExApp ${id} configs:`)
		say(JSON.stringify({ [id]: Object.fromEntries(stored) }, undefined, 4))
		return 0
	},

	'app_api:app:config:delete': function({ instance, values, say }) {
		const [id, key] = values as [string, string]
		const fine = instance.config.delete(id, [key]) === 1
		say(`ExApp ${id} config ${key} ${fine ? 'deleted' : 'not found'}.`)
		return fine ? 0 : 1
	},
}

/** Runs what an administrator types after `occ`; commands that ExApps registered as well. */
export async function runOcc(instance: Instance, dispatcher: Agent, args: string[]): Promise<OccResult> {
	const [name = '', ...rest] = args
	const own = instance.surfaces.enabled('occ_command').find((command) => command.name === name)
	if (own) {
		return runExAppCommand(instance, dispatcher, own, rest)
	}
	const command = commands[name]
	if (!command) {
		return { exitCode: 1, output: `Command "${name}" is not defined.\n` }
	}
	const { values, options } = readArguments(rest, ['json-info', 'info-xml', 'value', 'default-value', 'sensitive', 'env', 'mount', 'output'])
	const lines: string[] = []
	const exitCode = await command({ instance, values, options, say: (line) => lines.push(line) })
	return { exitCode, output: options.has('silent') ? '' : lines.map((line) => `${line}\n`).join('') }
}

/** `--json-info`, as text or as a file that holds it. */
function appInfo(options: Map<string, string>): AppInfo | string {
	const json = options.get('json-info')
	if (json === undefined) {
		return 'Only --json-info is supported here.'
	}
	return readAppInfo(json.trimStart().startsWith('{') ? json : readFileSync(json, 'utf8'))
}

async function finish(instance: Instance, id: string, options: Map<string, string>, say: (line: string) => void, success: string): Promise<number> {
	const error = options.has('wait-finish') ? await instance.lifecycle.waitForInit(id) : undefined
	say(error ?? success)
	return error === undefined ? 0 : 1
}
