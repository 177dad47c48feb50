// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'

/**
 * Takes what was entered in a form as it is. Fastify's own validator makes it fit: nothing would become zero, or an empty
 * text where a date is due.
 */
export const validatorOfEntries = TypeBoxValidatorCompiler
