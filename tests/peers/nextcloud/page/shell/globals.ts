// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

interface ShellGlobals {
	OC?: Record<string, unknown>
	_oc_config?: unknown
}

/**
 * Sets what bundles of other apps expect from the core: @nextcloud/router asks `OC.config` whether addresses are pretty,
 * and `OC.coreApps` what lies below the root.
 */
export function setGlobals(): void {
	const globals = window as ShellGlobals
	globals.OC = { ...globals.OC, config: globals._oc_config ?? {}, coreApps: ['', 'admin', 'log', 'core/search', 'core', '3rdparty'] }
}
