// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { crc32, deflateSync } from 'node:zlib'

type Colour = [red: number, green: number, blue: number]

const SIZE = 64

/** A small PNG: a round head above shoulders on a plain ground. */
export function portrait(ground: Colour, figure: Colour): Uint8Array {
	const rows = Array.from({ length: SIZE }, (_, y) => [0, ...Array.from({ length: SIZE }, (__, x) => isFigure(x, y) ? figure : ground).flat()])
	const header = Buffer.alloc(13)
	header.writeUInt32BE(SIZE, 0)
	header.writeUInt32BE(SIZE, 4)
	// Eight bits a channel, no transparency.
	header.set([8, 2], 8)
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
		chunk('IHDR', header),
		chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
		chunk('IEND', Buffer.alloc(0)),
	])
}

function isFigure(x: number, y: number): boolean {
	return Math.hypot(x - 32, y - 25) < 12 || Math.hypot((x - 32) / 1.1, y - 64) < 22
}

function chunk(type: string, data: Uint8Array): Uint8Array {
	const body = Buffer.concat([Buffer.from(type), data])
	const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
	length.writeUInt32BE(data.length)
	check.writeUInt32BE(crc32(body))
	return Buffer.concat([length, body, check])
}
