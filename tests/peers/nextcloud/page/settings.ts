// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { takeFrame } from './settings/frame.ts'

// At once: scripts of apps that run after this one find their elements moved already.
const content = takeFrame()
void import('./settings/mount.ts').then(({ mountSettings }) => mountSettings(content))
