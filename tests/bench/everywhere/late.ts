// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** The user of whom Nextcloud tells only after a second. */
export const LATE = 'late'
