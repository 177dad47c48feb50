// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** A source of chance that is the same in every run: mulberry32. */
export class Chance {
	#state: number

	constructor(seed: number) {
		this.#state = seed
	}

	/** From 0 up to, and without, `below`. */
	integer(below: number): number {
		this.#state = (this.#state + 0x6D2B79F5) | 0
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
		return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * below)
	}

	oneOf<T>(list: readonly T[]): T {
		return list[this.integer(list.length)]!
	}

	bytes(length: number): Buffer {
		return Buffer.from(Array.from({ length }, () => this.integer(256)))
	}
}
