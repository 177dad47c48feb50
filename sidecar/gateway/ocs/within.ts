// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Thrown when something took longer than it may. */
export class TooLate extends Error {
	override readonly name = 'TooLate'
}

/**
 * What is there in time; what comes later, and how it fails, is nobody's concern any more.
 *
 * @param milliseconds
 * @param promise
 * @throws {TooLate}
 */
export async function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> {
	let timer: NodeJS.Timeout | undefined
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new TooLate(`not there within ${milliseconds} ms`)), milliseconds)
	})
	try {
		return await Promise.race([promise, late])
	} finally {
		clearTimeout(timer)
	}
}
