// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PATH_RULES } from '../../sidecar/gateway/paths.ts'

const compose = readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8')

it('sends to the gateway what the gateway\'s own table names, in its order', () => {
	const routed = [...compose.matchAll(/^\s+"~(.+)" (sidecar|nextcloud);$/gm)].map(([, pattern, backend]) => ({ pattern: pattern?.replaceAll('$$', '$'), backend }))
	expect(routed).toEqual(PATH_RULES.map(({ pattern, kind }) => ({ pattern, backend: kind === 'nextcloud' ? 'nextcloud' : 'sidecar' })))
})
