// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { describe, expect, it } from 'vitest'
import { searchTermOf } from '../../sidecar/api/search-term.ts'

const termOf = (typed: string) => searchTermOf(typed, 'https://np.example/np')

describe('what somebody types', () => {
	it.each(['', '   ', '\t\n'])('nothing: the newest are meant: %j', (typed) => {
		expect(termOf(typed)).toEqual({ kind: 'any' })
	})

	it.each([
		['pitcher leaks', 'pitcher leaks'],
		['  pitcher  leaks ', 'pitcher  leaks'],
		['نبات السلوى 🌱', 'نبات السلوى 🌱'],
		['<script>alert(1)</script>', '<script>alert(1)</script>'],
		['12 pots', '12 pots'],
		['#', '#'],
		['# 12', '# 12'],
		['##12', '##12'],
		['-12', '-12'],
		['12.5', '12.5'],
		['1e3', '1e3'],
		['٤٢', '٤٢'],
		['NEP-', 'NEP-'],
		['NEP-42a', 'NEP-42a'],
		['42-NEP', '42-NEP'],
		['a-b-3', 'a-b-3'],
		['NEP-42 leaks', 'NEP-42 leaks'],
		['ftp://np.example/np/wp/3', 'ftp://np.example/np/wp/3'],
		['see https://np.example/np/wp/3', 'see https://np.example/np/wp/3'],
		['9999999999999999', '9999999999999999'],
		['#9999999999999999', '#9999999999999999'],
	])('words: %j', (typed, words) => {
		expect(termOf(typed)).toEqual({ kind: 'words', words })
	})

	it('a number may be an id, a part of one, or a word', () => {
		expect(termOf(' 12 ')).toEqual({ kind: 'number', digits: '12' })
		expect(termOf('007')).toEqual({ kind: 'number', digits: '007' })
	})

	it('a number with a hash is that one work package', () => {
		expect(termOf('#12')).toEqual({ kind: 'id', id: 12 })
		expect(termOf(' #999999999999999 ')).toEqual({ kind: 'id', id: 999_999_999_999_999 })
	})

	it.each(['PROJ-42', '#PROJ-42', 'proj-42', ' #Proj-42 '])('a semantic id in any case: %j', (typed) => {
		expect(termOf(typed)).toEqual({ kind: 'semantic-id', id: 'PROJ-42' })
	})
})

describe('what somebody pastes', () => {
	it.each([
		['https://np.example/np/wp/12', { kind: 'id', id: 12 }],
		[' HTTPS://NP.EXAMPLE/np/projects/garden/work_packages/12/activity#activity-3\n', { kind: 'id', id: 12 }],
		['https://np.example/np/notifications/details/PROJ-42/activity', { kind: 'semantic-id', id: 'PROJ-42' }],
		['https://np.example/np/wp/proj-42', { kind: 'semantic-id', id: 'PROJ-42' }],
	])('the address of a work package is that one: %j', (typed, term) => {
		expect(termOf(typed)).toEqual(term)
	})

	it.each([
		'https://np.example.evil/np/wp/12',
		'https://np.example/wp/12',
		'https://np.example/np/work_packages',
		'https://np.example/np/wp/99999999999999999999',
		'http://[',
	])('any other address finds nothing, and is not searched for as a word: %j', (typed) => {
		expect(termOf(typed)).toEqual({ kind: 'foreign-address' })
	})
})
