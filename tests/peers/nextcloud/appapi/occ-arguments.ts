// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

export interface OccArguments {
	values: string[]
	/** By long name; an option without a value has an empty one. */
	options: Map<string, string>
}

/** Reads arguments as Symfony's console does: `--name=value`, `--name value` for those that take one, `--name`. */
export function readArguments(args: string[], withValue: string[]): OccArguments {
	const values: string[] = []
	const options = new Map<string, string>()
	for (let index = 0; index < args.length; index++) {
		const argument = args[index]!
		const option = /^--([^=]+)(?:=(.*))?$/s.exec(argument)
		if (!option) {
			values.push(argument)
			continue
		}
		const [, name, given] = option as unknown as [string, string, string | undefined]
		const takes = given === undefined && withValue.includes(name) && args[index + 1] !== undefined && !args[index + 1]!.startsWith('--')
		options.set(name, given ?? (takes ? args[++index]! : ''))
	}
	return { values, options }
}
