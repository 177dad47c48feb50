// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { whenRegistered } from './when-registered.ts'

const app = import('./text/mount.ts')

whenRegistered(async () => (await app).mountText())
