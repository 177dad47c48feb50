// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ApiError } from './api-error.ts'
import type { Language } from './messages.ts'

import { message } from './messages.ts'

export const HAL = 'application/hal+json; charset=utf-8'

export interface Link {
	/** Relative to the server, path of the installation included; null means "none". */
	href: string | null
	title?: string
	type?: string
	method?: 'post' | 'patch' | 'delete'
	templated?: true
	/** The body to send, with gaps to fill in. */
	payload?: Record<string, unknown>
}

interface Parts {
	links?: Record<string, Link | Link[]>
	embedded?: Record<string, unknown>
}

/** A HAL resource (section 2.2). */
export function resource(type: string, properties: Record<string, unknown>, { links, embedded }: Parts = {}): Record<string, unknown> {
	return {
		_type: type,
		...properties,
		...embedded && { _embedded: embedded },
		...links && { _links: links },
	}
}

/** A text with markup, written as Markdown (section 2.2). */
export function formattable(raw: string): Record<string, unknown> {
	const text = raw.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
	return { format: 'markdown', raw, html: text && `<p class="op-uc-p">${text}</p>` }
}

/** An error as a HAL resource (section 2.5). */
export function renderError({ error, key, value, count, attribute, parts, listed }: ApiError, language: Language): Record<string, unknown> {
	const text = message(language, key, value, count)
	return resource('Error', {
		errorIdentifier: `urn:openproject-org:api:v3:errors:${error}`,
		message: listed ? [text] : text,
	}, {
		...attribute !== undefined && { embedded: { details: { attribute } } },
		...parts.length > 0 && { embedded: { errors: parts.map((part) => renderError(part, language)) } },
	})
}
