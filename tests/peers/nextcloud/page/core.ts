// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { receiveFilterActions } from './search/filter-actions.ts'
import { setGlobals } from './shell/globals.ts'
import { linkShellStyles } from './shell/styles.ts'

setGlobals()
const filterActions = receiveFilterActions()
linkShellStyles()
// Not imported statically: so Vite loads the styles of the components too.
void import('./shell/mount.ts').then(({ mountShell }) => mountShell(filterActions))
