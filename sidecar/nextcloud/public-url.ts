// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { CallOptions } from './http.ts'
import type { Ocs } from './ocs.ts'

import Type from 'typebox'

/**
 * The address under which Nextcloud knows itself, `overwrite.cli.url` (nextcloud-contract 3.1); with the web root, without
 * a slash at the end.
 */
export async function fetchPublicUrl(ocs: Ocs, { signal }: CallOptions = {}): Promise<string> {
	const { absolute_url: url } = await ocs.call(Type.Object({ absolute_url: Type.String({ pattern: '^https?://' }) }), {
		method: 'GET',
		path: 'apps/app_api/api/v1/info/nextcloud_url/absolute?url=',
		userId: null,
		signal,
	})
	return url.replace(/\/+$/, '')
}
