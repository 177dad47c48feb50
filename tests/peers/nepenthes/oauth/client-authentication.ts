// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { OAuthApplication } from './applications.ts'

import { authenticateApplication } from './applications.ts'
import { OAuthError } from './oauth-error.ts'

interface Credentials {
	id: string
	secret: string
}

/**
 * The client that calls, by the header or by the body.
 *
 * @throws {OAuthError} invalid_client
 */
export function authenticateClient(instance: Instance, authorization: string | undefined, form: Record<string, string>): OAuthApplication {
	const { id, secret } = fromHeader(authorization) ?? { id: form.client_id ?? '', secret: form.client_secret ?? '' }
	const application = authenticateApplication(instance, id, secret)
	if (!application) {
		throw new OAuthError('invalid_client')
	}
	return application
}

function fromHeader(authorization: string | undefined): Credentials | undefined {
	const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1]
	if (encoded === undefined) {
		return undefined
	}
	const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
	return { id: formDecoded(id), secret: formDecoded(secret.join(':')) }
}

/** RFC 6749 encodes both parts like a form before they are joined. */
function formDecoded(text: string): string {
	return new URLSearchParams(`value=${text}`).get('value') ?? ''
}
