// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { crc32, deflateSync } from 'node:zlib'

type Colour = readonly [red: number, green: number, blue: number]

function chunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type), data])
	const framed = Buffer.alloc(body.length + 8)
	framed.writeUInt32BE(data.length, 0)
	body.copy(framed, 4)
	framed.writeUInt32BE(crc32(body), body.length + 4)
	return framed
}

/** A picture: a slope from one colour to another, with a circle in it. */
export function png(width: number, height: number, from: Colour, to: Colour): Buffer {
	const rows = Buffer.alloc(height * (1 + width * 3))
	const radius = Math.min(width, height) / 3
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const share = (x / width + y / height) / 2
			const inside = Math.hypot(x - width / 2, y - height / 2) < radius
			const at = y * (1 + width * 3) + 1 + x * 3
			for (let part = 0; part < 3; part++) {
				const value = from[part]! + (to[part]! - from[part]!) * share
				rows[at + part] = inside ? 255 - value : value
			}
		}
	}
	const header = Buffer.alloc(13)
	header.writeUInt32BE(width, 0)
	header.writeUInt32BE(height, 4)
	// Eight bits per colour, red green blue.
	header.set([8, 2, 0, 0, 0], 8)
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		chunk('IHDR', header),
		chunk('IDAT', deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0)),
	])
}
