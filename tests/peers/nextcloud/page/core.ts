// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { linkShellStyles } from './shell/styles.ts'

linkShellStyles()
// Not imported statically: so Vite loads the styles of the components too.
void import('./shell/mount.ts').then(({ mountShell }) => mountShell())
