// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** The value below which the given share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b)
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]) => percentile(values, 0.5)

/** Half of the way from the smallest to the largest value, as a share of the median. */
export function spread(values: readonly number[]): number {
	return (Math.max(...values) - Math.min(...values)) / 2 / median(values)
}
