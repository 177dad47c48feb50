// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { expect, it } from 'vitest'
import { optionAfterKey } from '../../src/work-packages/list-box-keys.ts'

it.each([
	['the first', 'ArrowDown', null, 0],
	['the next', 'ArrowDown', 0, 1],
	['from the last to the first', 'ArrowDown', 2, 0],
	['the last', 'ArrowUp', null, 2],
	['the one before', 'ArrowUp', 2, 1],
	['from the first to the last', 'ArrowUp', 0, 2],
	['the first', 'Home', 2, 0],
	['the last', 'End', 0, 2],
])('leads to %s of three options: %s from %s', (_, key, active, expected) => {
	expect(optionAfterKey(key, active, 3)).toBe(expected)
})

it.each(['Home', 'End'])('leaves %s to the text as long as nothing is highlighted', (key) => {
	expect(optionAfterKey(key, null, 3)).toBeUndefined()
})

it.each(['ArrowLeft', 'Tab', 'a'])('leaves %s to the field', (key) => {
	expect(optionAfterKey(key, 1, 3)).toBeUndefined()
})

it('leads nowhere in an empty list', () => {
	expect(optionAfterKey('ArrowDown', null, 0)).toBeUndefined()
})
