// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ConnectionOutcome } from '../../sidecar/contract/connection.ts'
import type { ProblemCode } from '../../sidecar/contract/problem.ts'

import { describe, expect, it } from 'vitest'
import { ConnectionOutcome as outcomes } from '../../sidecar/contract/connection.ts'
import { ProblemCode as codes } from '../../sidecar/contract/problem.ts'
import { sentenceOf, wordsOf } from '../../src/connection/failure-words.ts'
import { failureOf } from '../../src/connection/failure.ts'
import { outcomeWords } from '../../src/connection/outcome-words.ts'
import { SidecarProblem, SidecarUnreachable } from '../../src/sidecar.ts'

const said = (code: ProblemCode, detail: string | null = null) => wordsOf(failureOf(new SidecarProblem(code, { detail })))

describe('what went wrong', () => {
	it.each(codes.anyOf.map((literal) => literal.const))('is said with a way out: %s', (code) => {
		const { heading, text } = said(code)
		expect(heading).toMatch(/^[A-Z].*[^.!]$/)
		expect(text).toMatch(/^[A-Z].*\.$/)
	})

	it('is said in Nepenthes\' own words where it refuses', () => {
		expect(said('nepenthes-refused', 'Dateien dürfen hier nicht verknüpft werden.').text).toBe('Dateien dürfen hier nicht verknüpft werden.')
	})

	it('names the two addresses that differ, and nothing else of the English sentence', () => {
		const { text } = said('storage-address-differs', 'Nepenthes knows it as "https://cloud.example/nc", this one is at https://files.example.')
		expect(text).toContain('https://cloud.example/nc – https://files.example')
		expect(text).not.toContain('knows it as')
		expect(said('storage-address-differs').text).toMatch(/same address/)
	})

	it('shows details of no other problem: they are in English', () => {
		expect(sentenceOf(failureOf(new SidecarProblem('nepenthes-unexpected', { detail: 'Something technical' })))).not.toContain('technical')
	})

	it('is told apart when nobody answers at all', () => {
		expect(wordsOf(failureOf(new SidecarUnreachable('No answer'))).heading).toBe('The Nepenthes app in Nextcloud does not answer')
	})
})

it.each(outcomes.anyOf.map((literal) => literal.const).filter((outcome): outcome is Exclude<ConnectionOutcome, 'connected'> => outcome !== 'connected'))('an attempt to connect that failed is said with a way out: %s', (outcome) => {
	const { heading, text } = outcomeWords(outcome)
	expect(heading).toMatch(/^[A-Z].*[^.!]$/)
	expect(text).toMatch(/^[A-Z].*\.$/)
})
