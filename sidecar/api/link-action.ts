// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { APP_ID } from '../config.ts'

/** Name of the entry that AppAPI shows in the actions menu of files. */
export const LINK_ACTION = `${APP_ID}-link`
