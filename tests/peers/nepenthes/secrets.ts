// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { createHash, randomBytes } from 'node:crypto'

/** A random secret for a cookie, a form or a token: 43 URL-safe characters. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** How a secret is stored. A plain hash will do: what is hashed is random and long. */
export const hashOf = (secret: string): Uint8Array => createHash('sha256').update(secret).digest()
