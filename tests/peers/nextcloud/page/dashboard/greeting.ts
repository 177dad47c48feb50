// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** What the dashboard says at this hour, to who is called like that. */
export function greeting(now: Date, name: string | null, birthdate: Date): string {
	const isBirthday = birthdate.getMonth() === now.getMonth() && birthdate.getDate() === now.getDate()
	const words = isBirthday ? 'Happy birthday' : wordsAt(now.getHours())
	return name === null ? words : `${words}, ${name}`
}

function wordsAt(hour: number): string {
	if (hour < 5 || hour >= 22) {
		return 'Hello'
	}
	if (hour < 12) {
		return 'Good morning'
	}
	return hour < 18 ? 'Good afternoon' : 'Good evening'
}
