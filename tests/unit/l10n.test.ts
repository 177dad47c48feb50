// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { compileTemplate, parse } from 'vue/compiler-sfc'

const SOURCES = join(import.meta.dirname, '../../src')
const TRANSLATIONS = join(SOURCES, 'l10n')
const APP = 'integration_nepenthes'

/** The words of a call as Nextcloud's translation files name them: plurals under one key of their own. */
type Key = string

/** Script and template of a component as one piece of TypeScript, a module as it is. */
function codeOf(file: string): string {
	const source = readFileSync(file, 'utf8')
	if (!file.endsWith('.vue')) {
		return source
	}
	const { descriptor } = parse(source, { filename: file })
	const template = compileTemplate({ source: descriptor.template?.content ?? '', filename: file, id: file })
	return `${descriptor.scriptSetup?.content ?? descriptor.script?.content ?? ''}\n${template.code}`
}

function keysIn(file: string): Key[] {
	const keys: Key[] = []
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node)) {
			const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText()
			const [app, ...words] = node.arguments.map((argument) => ts.isStringLiteralLike(argument) ? argument.text : null)
			if (app === APP && name === 't') {
				keys.push(required(words[0], file))
			}
			if (app === APP && name === 'n') {
				keys.push(`_${required(words[0], file)}_::_${required(words[1], file)}_`)
			}
		}
		ts.forEachChild(node, visit)
	}
	visit(ts.createSourceFile(file, codeOf(file), ts.ScriptTarget.Latest, true))
	return keys
}

function required(word: string | null | undefined, file: string): string {
	if (typeof word !== 'string') {
		throw new Error(`${file}: the words of t() and n() stand there as they are, not in a variable`)
	}
	return word
}

const placeholders = (words: string) => [...words.matchAll(/\{\w+\}|%n/g)].map(([placeholder]) => placeholder).sort()

const used = new Set(readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
	.filter((name) => /\.(ts|vue)$/.test(name))
	.flatMap((name) => keysIn(join(SOURCES, name))))
const languages = readdirSync(TRANSLATIONS).filter((name) => name.endsWith('.json'))

it('finds the words of the interface', () => {
	expect(used).toContain('Connect to Nepenthes')
	expect(used).toContain('Work packages of {name}')
})

it('speaks German to friends and to strangers', () => {
	expect(languages).toEqual(expect.arrayContaining(['de.json', 'de_DE.json']))
})

describe.each(languages)('%s', (language) => {
	const { translations } = JSON.parse(readFileSync(join(TRANSLATIONS, language), 'utf8')) as { translations: Record<string, string | string[]> }

	it('translates every word, and none that is gone', () => {
		expect(Object.keys(translations).sort()).toEqual([...used].sort())
	})

	it('keeps the placeholders', () => {
		for (const [key, words] of Object.entries(translations)) {
			const original = key.startsWith('_') ? key.slice(1, -1).split('_::_') : [key]
			const translated = Array.isArray(words) ? words : [words]
			expect(translated, key).toHaveLength(original.length)
			translated.forEach((form, index) => expect(placeholders(form), key).toEqual(placeholders(original[index] ?? '')))
		}
	})
})
