// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

/** Where to lead back to: a path of this instance, whatever the parameter says. */
export function safePath({ basePath }: Instance, back: string | undefined): string {
	const base = 'http://instance.invalid'
	const target = URL.parse(back ?? '', `${base}${basePath}/`)
	return target?.origin === base && `${target.pathname}/`.startsWith(`${basePath}/`)
		? `${target.pathname}${target.search}`
		: `${basePath}/`
}
