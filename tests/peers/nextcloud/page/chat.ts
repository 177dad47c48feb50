// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { setGlobals } from './shell/globals.ts'
import { whenRegistered } from './when-registered.ts'

// Where guests come, there is no header with menus, which would do it.
setGlobals()

const app = import('./chat/mount.ts')

whenRegistered(async () => (await app).mountChat())
