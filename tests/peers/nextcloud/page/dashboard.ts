// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { receiveRegistrations } from './dashboard/registrations.ts'

// At once: scripts of apps that run after this one find the global.
const registrations = receiveRegistrations()
void import('./dashboard/mount.ts').then(({ mountDashboard }) => mountDashboard(registrations))
