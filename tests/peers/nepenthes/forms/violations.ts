// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { MessageKey } from '../messages.ts'
import type { Draft } from './draft.ts'
import type { Property } from './property.ts'

import { ApiError } from '../api-error.ts'

/** The rule that a property violates, if there is one (sections 2.5, 3.6). */
export function violationOf(property: Property, { values, chosen }: Pick<Draft, 'values' | 'chosen'>): ApiError | undefined {
	const { key, name, type, required, choices, range } = property
	const violation = (message: Extract<MessageKey, `work-package.${string}`>, count?: number) => new ApiError('PropertyConstraintViolation', message, { value: name, attribute: key, ...count !== undefined && { count } })

	if (choices) {
		const options = chosen[key] ?? []
		if (required && options.length === 0) {
			return violation('work-package.blank')
		}
		// Else it was checked when it was read: the choice of a type is by what all projects have.
		return choices.listed && options.some((option) => !choices.listed!.some(({ id }) => id === option.id)) ? violation('work-package.not-allowed') : undefined
	}

	const value = values[key] ?? null
	if (value === null || (typeof value === 'string' && value.trim() === '')) {
		return required ? violation('work-package.blank') : undefined
	}
	if (typeof value === 'string') {
		return ofText(property, value, violation)
	}
	if (type === 'Integer' && !Number.isInteger(value)) {
		return violation('work-package.not-an-integer')
	}
	return range && typeof value === 'number' && (value < range[0] || value > range[1]) ? violation('work-package.out-of-range') : undefined
}

function ofText({ type, minLength = 0, maxLength = Infinity, regularExpression }: Property, text: string, violation: (message: Extract<MessageKey, `work-package.${string}`>, count?: number) => ApiError): ApiError | undefined {
	const { length } = [...text]
	if (length < minLength) {
		return violation('work-package.too-short', minLength)
	}
	if (length > maxLength) {
		return violation('work-package.too-long', maxLength)
	}
	if (regularExpression !== undefined && !new RegExp(regularExpression, 'u').test(text)) {
		return violation('work-package.invalid')
	}
	return type === 'Link' && !isWebAddress(text) ? violation('work-package.not-a-url') : undefined
}

function isWebAddress(text: string): boolean {
	return ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '')
}
