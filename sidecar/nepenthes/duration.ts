// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

const DURATION = /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/** Hours of a duration of ISO 8601, a day of Nepenthes being 24 of them; null for what is none. */
export function hoursOf(duration: string): number | null {
	const [found, days = '0', hours = '0', minutes = '0', seconds = '0'] = DURATION.exec(duration) ?? []
	return found === undefined ? null : Number(days) * 24 + Number(hours) + Number(minutes) / 60 + Number(seconds) / 3600
}

/** `2.5` → `PT2H30M`; to the minute, as people write hours. */
export function durationOfHours(hours: number): string {
	const minutes = Math.round(hours * 60)
	return `PT${Math.floor(minutes / 60)}H${minutes % 60 === 0 ? '' : `${minutes % 60}M`}`
}

export function durationOfDays(days: number): string {
	return `P${days}D`
}
