// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

export interface RateLimit {
	limit: number
	/** Seconds. */
	period: number
}

/** How often who did what lately. */
export class RateLimits {
	readonly #clock: () => Date
	readonly #enabled: boolean
	readonly #taken = new Map<string, number[]>()

	constructor(clock: () => Date, enabled: boolean) {
		this.#clock = clock
		this.#enabled = enabled
	}

	/** Notes that someone does it once more; false if they must not, as they did it too often. */
	take(what: string, who: string, { limit, period }: RateLimit): boolean {
		const now = this.#clock().getTime()
		const key = JSON.stringify([what, who])
		const recent = (this.#taken.get(key) ?? []).filter((at) => at > now - period * 1000)
		const allowed = !this.#enabled || recent.length < limit
		this.#taken.set(key, allowed ? [...recent, now] : recent)
		return allowed
	}
}
