// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'

import { configuration } from './configuration.ts'
import { myPreferences } from './my-preferences.ts'
import { root } from './root.ts'
import { users } from './users.ts'

/** A resource registers its routes below `/api/v3`. */
export type Resource = (app: FastifyInstance, instance: Instance) => void

/** The table of the API. */
const resources: Resource[] = [
	root,
	configuration,
	users,
	myPreferences,
]

export function registerResources(app: FastifyInstance, instance: Instance): void {
	resources.forEach((register) => register(app, instance))
}
