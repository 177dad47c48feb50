// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Failure } from '../connection/failure.ts'

/** How it goes with the page after those that are shown. */
export type More = { step: 'idle' } | { step: 'loading' } | { step: 'failed', failure: Failure }
