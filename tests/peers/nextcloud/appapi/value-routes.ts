// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { OcsCall, OcsRouter } from '../ocs/router.ts'

import { OcsFailure } from '../ocs/envelope.ts'
import { text } from '../parameters.ts'
import { visitorOf } from '../visitor.ts'
import { byExApp, exAppOf } from './ocs-routes.ts'

const prefix = '/apps/app_api/api/v1/ex-app'

/** Preferences (per user) and config (per app) of ExApps. */
export function valueRoutes(ocs: OcsRouter, instance: Instance): void {
	const { preferences, config } = instance

	ocs.add('POST', `${prefix}/preference`, byExApp, (call) => {
		const key = keyOf(call)
		return preferences.set(uidOf(call), exAppOf(call), key, call.parameters.configValue, sensitiveOf(call))
	})
	ocs.add('POST', `${prefix}/preference/get-values`, byExApp, (call) => preferences.get(uidOf(call), exAppOf(call), keysOf(call)))
	ocs.add('DELETE', `${prefix}/preference`, byExApp, (call) => deleted(preferences.delete(uidOf(call), exAppOf(call), keysOf(call)), 'preferences_ex'))

	ocs.add('POST', `${prefix}/config`, byExApp, (call) => config.set(exAppOf(call), keyOf(call), call.parameters.configValue, sensitiveOf(call)))
	ocs.add('POST', `${prefix}/config/get-values`, byExApp, (call) => config.get(exAppOf(call), keysOf(call)))
	ocs.add('DELETE', `${prefix}/config`, byExApp, (call) => deleted(config.delete(exAppOf(call), keysOf(call)), 'appconfig_ex'))
}

/** Preferences belong to someone: without a user the real one runs into an error. */
function uidOf(call: OcsCall): string {
	const { user } = visitorOf(call.request)
	if (!user) {
		throw new OcsFailure(996, 'Internal Server Error\n')
	}
	return user.uid
}

function keyOf(call: OcsCall): string {
	const key = text(call.parameters, 'configKey')
	if (key === '') {
		throw new OcsFailure(400, 'Config key cannot be empty')
	}
	return key
}

function keysOf(call: OcsCall): string[] {
	const keys = call.parameters.configKeys
	if (!Array.isArray(keys)) {
		throw new OcsFailure(996, 'Internal Server Error\n')
	}
	return keys.map(String)
}

function sensitiveOf(call: OcsCall): boolean | undefined {
	const { sensitive } = call.parameters
	return sensitive === undefined || sensitive === null ? undefined : Boolean(Number(sensitive))
}

function deleted(count: number, table: string): number {
	if (count === 0) {
		throw new OcsFailure(404, `No ${table} values deleted`)
	}
	return count
}
