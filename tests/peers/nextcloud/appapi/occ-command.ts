// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Agent } from 'undici'
import type { Instance } from '../instance.ts'
import type { OccResult } from '../server.ts'
import type { OccArgument, OccCommand } from './surfaces.ts'

import { callExApp } from './calls.ts'
import { OccInputError, readInput } from './occ-input.ts'

/** No real limit, as in the real one; but tests do not wait for ever. */
const timeout = 600_000

/** Runs a command that an ExApp registered: it is asked, and what it says is printed, if its status is exactly 200. */
export async function runExAppCommand(instance: Instance, dispatcher: Agent, command: OccCommand & { appid: string }, args: string[]): Promise<OccResult> {
	if (args.includes('--help') || args.includes('-h')) {
		return { exitCode: 0, output: help(command) }
	}
	try {
		const input = readInput(command, args)
		const occ = {
			arguments: command.arguments.length === 0 ? null : input.arguments,
			options: command.options.length === 0 ? null : input.options,
		}
		const app = instance.exApps.get(command.appid)!
		const { status, body } = await callExApp(instance.exApps, dispatcher, app, { method: 'POST', path: `/${command.execute_handler.replace(/^\//, '')}`, timeout, json: { occ } })
		return status === 200
			? { exitCode: 0, output: body }
			: { exitCode: 1, output: `[${command.name}] command executeHandler failed\n` }
	} catch (error) {
		return { exitCode: 1, output: error instanceof OccInputError ? `${error.message}\n` : `[${command.name}] command executeHandler failed. Error: ${String(error)}\n` }
	}
}

function help({ name, description, arguments: args, options, usages }: OccCommand): string {
	const synopsis = [name, ...options.length === 0 ? [] : ['[options]'], ...args.length === 0 ? [] : ['[--]'], ...args.map(shownArgument)].join(' ')
	return [
		'Description:',
		`  ${description}`,
		'',
		'Usage:',
		...[synopsis, ...usages.map((usage) => usage.startsWith(name) ? usage : `${name} ${usage}`)].map((line) => `  ${line}`),
		...args.length === 0 ? [] : ['', 'Arguments:', ...args.map((argument) => `  ${argument.name}  ${argument.description ?? ''}`)],
		...options.length === 0 ? [] : ['', 'Options:', ...options.map((option) => `  ${option.shortcut ? `-${option.shortcut}, ` : ''}--${option.name}  ${option.description ?? ''}`)],
		'',
	].join('\n')
}

function shownArgument({ name, mode }: OccArgument): string {
	switch (mode) {
		case 'required': return `<${name}>`
		case 'array': return `[<${name}>...]`
		default: return `[<${name}>]`
	}
}
