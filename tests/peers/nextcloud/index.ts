// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

export type { NextcloudOptions } from './options.ts'
export type { ReceivedRequest, RequestLog } from './request-log.ts'
export type { Nextcloud, OccResult } from './server.ts'

export { startNextcloud } from './server.ts'
