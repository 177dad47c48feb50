// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Agent } from 'undici'
import type { Instance } from '../instance.ts'
import type { OccResult } from '../server.ts'
import type { OccCommand } from './surfaces.ts'

import { callExApp } from './calls.ts'
import { readArguments } from './occ-arguments.ts'

/** No real limit, as in the real one; but tests do not wait for ever. */
const timeout = 600_000

/** Runs a command that an ExApp registered: it is asked, and what it says is printed, if its status is exactly 200. */
export async function runExAppCommand(instance: Instance, dispatcher: Agent, command: OccCommand & { appid: string }, args: string[]): Promise<OccResult> {
	const takesValue = command.options.filter((option) => option.mode !== 'none' && option.mode !== 'negatable').map((option) => option.name)
	const { values, options } = readArguments(args, takesValue)
	const given = command.arguments.map((argument, index) => [argument.name, argument.mode === 'array' ? values.slice(index) : values[index] ?? argument.default ?? null])
	const chosen = command.options.map((option) => {
		const value = options.get(option.name)
		return [option.name, option.mode === 'none' ? value !== undefined : value ?? option.default ?? null]
	})
	const occ = {
		arguments: command.arguments.length === 0 ? null : Object.fromEntries(given),
		options: command.options.length === 0 ? null : Object.fromEntries(chosen),
	}
	const app = instance.exApps.get(command.appid)!
	const { status, body } = await callExApp(instance.exApps, dispatcher, app, { method: 'POST', path: `/${command.execute_handler.replace(/^\//, '')}`, timeout, json: { occ } })
	return status === 200
		? { exitCode: 0, output: body }
		: { exitCode: 1, output: `[${command.appid}] command executeHandler failed\n` }
}
