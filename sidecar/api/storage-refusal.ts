// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { NepenthesRefused } from '../nepenthes/errors.ts'

/** Whether Nepenthes refuses new links for the sake of their storage, which it does for all files alike. */
export function isRefusalOfStorage(error: unknown): error is NepenthesRefused {
	return error instanceof NepenthesRefused && error.violations.some(({ attribute }) => attribute !== null && /storage/i.test(attribute))
}

/** Whether Nepenthes does not understand a filter, or does not know a storage that one names. */
export function isInvalidQuery(error: unknown): error is NepenthesRefused {
	return error instanceof NepenthesRefused && error.error === 'InvalidQuery'
}
