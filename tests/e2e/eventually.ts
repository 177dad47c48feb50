// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { expect } from 'vitest'
import { PATIENCE } from './browser.ts'

/** Expects of what is asked for, as often as needed, that it comes true within the patience that every step has. */
export function eventually<Asked>(ask: () => Asked | Promise<Asked>) {
	return expect.poll(ask, { timeout: PATIENCE })
}
