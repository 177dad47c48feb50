// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

const descriptions = {
	invalid_client: 'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
	invalid_grant: 'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
	invalid_request: 'The request is missing a required parameter, includes an unsupported parameter value, or is otherwise malformed.',
	invalid_scope: 'The requested scope is invalid, unknown, or malformed.',
	unauthorized_client: 'You are not authorized to revoke this token.',
	unsupported_grant_type: 'The authorization grant type is not supported by the authorization server.',
	unsupported_response_type: 'The authorization server does not support this response type.',
	access_denied: 'The resource owner or authorization server denied the request.',
}

export type OAuthErrorCode = keyof typeof descriptions

/** An error as the provider words it, in an answer or in the query of a redirect (sections 1.3 to 1.5). */
export const describeOAuthError = (error: OAuthErrorCode) => ({ error, error_description: descriptions[error] })

/** An error that the token endpoint answers. */
export class OAuthError extends Error {
	override readonly name = 'OAuthError'
	readonly code: OAuthErrorCode

	constructor(code: OAuthErrorCode) {
		super(code)
		this.code = code
	}

	get status(): number {
		switch (this.code) {
			case 'invalid_client':
				return 401
			case 'unauthorized_client':
				return 403
			default:
				return 400
		}
	}
}
