// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { OccArgument, OccCommand, OccOption } from './surfaces.ts'

/** What was typed, as the ExApp is told it (section 3.7 of the contract). */
export interface OccInput {
	arguments: Record<string, unknown>
	options: Record<string, unknown>
}

/** What is wrong with what was typed, in words for who typed it. */
export class OccInputError extends Error {}

/** Options of every command, which the ExApp is not told. */
const global = ['ansi', 'no-ansi', 'no-interaction', 'no-warnings', 'quiet', 'verbose']

const takesValue = ({ mode }: OccOption) => mode === 'required' || mode === 'optional' || mode === 'array'

/**
 * Reads what was typed after the name of a command that an ExApp registered, by the rules of Symfony's console.
 *
 * @throws {OccInputError}
 */
export function readInput(command: OccCommand, typed: string[]): OccInput {
	const rest = [...typed]
	const values: string[] = []
	const options: Record<string, unknown> = Object.fromEntries(command.options.map((option) => [option.name, unset(option)]))
	for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
		if (next === '--') {
			values.push(...rest.splice(0))
		} else if (next.startsWith('--')) {
			readLong(command, next.slice(2), rest, options)
		} else if (next.startsWith('-') && next !== '-') {
			readShort(command, next.slice(1), rest, options)
		} else {
			values.push(next)
		}
	}
	return { arguments: placed(command, values), options }
}

function unset({ mode, default: given }: OccOption): unknown {
	switch (mode) {
		case 'required':
		case 'optional':
		case 'negatable': return given ?? null
		case 'array': return given ?? []
		default: return false
	}
}

function readLong(command: OccCommand, text: string, rest: string[], options: Record<string, unknown>): void {
	const [, name, value] = /^([^=]*)(?:=(.*))?$/s.exec(text) as unknown as [string, string, string | undefined]
	const option = command.options.find((each) => each.name === name)
	const negated = command.options.find((each) => each.mode === 'negatable' && `no-${each.name}` === name)
	if (option) {
		set(option, value, rest, options)
	} else if (negated) {
		options[negated.name] = false
	} else if (!global.includes(name)) {
		throw new OccInputError(`The "--${name}" option does not exist.`)
	}
}

/** Several without a value may stand together; a value may follow at once. */
function readShort(command: OccCommand, letters: string, rest: string[], options: Record<string, unknown>): void {
	const option = command.options.find(({ shortcut }) => shortcut?.split('|').includes(letters[0]!))
	if (!option) {
		throw new OccInputError(`The "-${letters[0]}" option does not exist.`)
	}
	const after = letters.slice(1)
	if (takesValue(option)) {
		set(option, after === '' ? undefined : after, rest, options)
		return
	}
	set(option, undefined, rest, options)
	if (after !== '') {
		readShort(command, after, rest, options)
	}
}

function set(option: OccOption, given: string | undefined, rest: string[], options: Record<string, unknown>): void {
	if (!takesValue(option)) {
		if (given !== undefined) {
			throw new OccInputError(`The "--${option.name}" option does not accept a value.`)
		}
		options[option.name] = true
		return
	}
	const value = given ?? (rest[0]?.startsWith('-') ? undefined : rest.shift())
	if (value === undefined && option.mode !== 'optional') {
		throw new OccInputError(`The "--${option.name}" option requires a value.`)
	}
	options[option.name] = option.mode === 'array' ? [...options[option.name] as unknown[], value] : value ?? null
}

function placed(command: OccCommand, values: string[]): Record<string, unknown> {
	const takesAll = command.arguments.at(-1)?.mode === 'array'
	if (values.length > command.arguments.length && !takesAll) {
		throw new OccInputError(command.arguments.length === 0
			? `No arguments expected for "${command.name}" command, got "${values[0]}".`
			: `Too many arguments to "${command.name}" command, expected arguments ${command.arguments.map(({ name }) => `"${name}"`).join(' ')}.`)
	}
	const missing = command.arguments.filter(({ mode }, index) => mode === 'required' && values[index] === undefined)
	if (missing.length > 0) {
		throw new OccInputError(`Not enough arguments (missing: "${missing.map(({ name }) => name).join(', ')}").`)
	}
	return Object.fromEntries(command.arguments.map((argument, index) => [argument.name, valueOf(argument, values, index)]))
}

function valueOf({ mode, default: given }: OccArgument, values: string[], index: number): unknown {
	if (mode === 'array') {
		return values.length > index ? values.slice(index) : given ?? []
	}
	return values[index] ?? given ?? null
}
