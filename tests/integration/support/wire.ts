// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Socket } from 'node:net'

/** A name and its value as they stood on the wire. */
export type Field = [name: string, value: string]

/** One HTTP message, with nothing interpreted but its framing. Text is latin1: a character is a byte. */
export interface Message {
	startLine: string
	fields: Field[]
	body: Buffer
	trailers: Field[]
	/** Whether the message ended as its framing said, and was not cut. */
	whole: boolean
}

export type Head = Pick<Message, 'startLine' | 'fields'>

/** The values of a field, in order. */
export function valuesOf({ fields }: Pick<Message, 'fields'>, name: string): string[] {
	return fields.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
}

export function valueOf(message: Pick<Message, 'fields'>, name: string): string | undefined {
	return valuesOf(message, name)[0]
}

function fieldsOf(lines: readonly string[]): Field[] {
	return lines.map((line): Field => {
		const at = line.indexOf(':')
		return [line.slice(0, at), line.slice(at + 1).replace(/^[ \t]+|[ \t]+$/g, '')]
	})
}

/** A connection read by hand: what is not asked for is not read, so the other side feels it. */
export class Wire {
	readonly socket: Socket
	readonly closed: Promise<void>
	readonly #chunks: AsyncIterator<Buffer>
	#held: Buffer = Buffer.alloc(0)

	constructor(socket: Socket) {
		this.socket = socket
		this.#chunks = socket.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]()
		this.closed = new Promise((resolve) => {
			socket.once('close', () => resolve())
		})
		// A cut connection shows as a message that is not whole.
		socket.on('error', () => {})
	}

	send(bytes: string | Buffer): void {
		this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
	}

	/** The next bytes, whatever their number; null when no more come. */
	async chunk(): Promise<Buffer | null> {
		if (this.#held.length > 0) {
			const held = this.#held
			this.#held = Buffer.alloc(0)
			return held
		}
		try {
			const { value, done } = await this.#chunks.next()
			return done === true ? null : value
		} catch {
			return null
		}
	}

	/** Bytes up to and with the delimiter, or null if the connection ends before. */
	async until(delimiter: string): Promise<string | null> {
		const pieces: Buffer[] = []
		let searched = Buffer.alloc(0)
		for (;;) {
			const chunk = await this.chunk()
			if (chunk === null) {
				this.#held = Buffer.concat(pieces)
				return null
			}
			pieces.push(chunk)
			searched = Buffer.concat([searched, chunk])
			const at = searched.indexOf(delimiter, 0, 'latin1')
			if (at !== -1) {
				this.#held = searched.subarray(at + delimiter.length)
				return searched.toString('latin1', 0, at + delimiter.length)
			}
		}
	}

	/** Hands `length` bytes to `see`, piece by piece; false if the connection ends before. */
	async pass(length: number, see: (piece: Buffer) => void): Promise<boolean> {
		let left = length
		while (left > 0) {
			const chunk = await this.chunk()
			if (chunk === null) {
				return false
			}
			const piece = chunk.subarray(0, left)
			this.#held = chunk.subarray(piece.length)
			left -= piece.length
			see(piece)
		}
		return true
	}

	async rest(): Promise<Buffer> {
		const pieces: Buffer[] = []
		for (let chunk = await this.chunk(); chunk !== null; chunk = await this.chunk()) {
			pieces.push(chunk)
		}
		return Buffer.concat(pieces)
	}

	async head(): Promise<Head | null> {
		const text = await this.until('\r\n\r\n')
		if (text === null) {
			return null
		}
		const [startLine = '', ...lines] = text.slice(0, -4).split('\r\n')
		return { startLine, fields: fieldsOf(lines) }
	}

	/** The body that a head announces; `untilClose` if, without any framing, it ends with the connection. */
	async body(head: Head, { untilClose, see }: { untilClose: boolean, see?: (piece: Buffer) => void }): Promise<Pick<Message, 'body' | 'trailers' | 'whole'>> {
		const pieces: Buffer[] = []
		const take = see ?? ((piece: Buffer) => pieces.push(piece))
		const length = valueOf(head, 'content-length')
		let whole = true
		let trailers: Field[] = []
		if (valueOf(head, 'transfer-encoding')?.toLowerCase() === 'chunked') {
			for (;;) {
				const line = await this.until('\r\n')
				const size = Number.parseInt(line ?? '', 16)
				if (size === 0) {
					const lines: string[] = []
					let trailer = await this.until('\r\n')
					while (trailer !== null && trailer !== '\r\n') {
						lines.push(trailer.slice(0, -2))
						trailer = await this.until('\r\n')
					}
					trailers = fieldsOf(lines)
					whole = trailer !== null
					break
				}
				if (line === null || !await this.pass(size, take) || await this.until('\r\n') === null) {
					whole = false
					break
				}
			}
		} else if (length !== undefined) {
			whole = await this.pass(Number(length), take)
		} else if (untilClose) {
			for (let chunk = await this.chunk(); chunk !== null; chunk = await this.chunk()) {
				take(chunk)
			}
		}
		return { body: Buffer.concat(pieces), trailers, whole }
	}

	/** The next answer; interim ones too. */
	async answer(method = 'GET'): Promise<Message> {
		const head = await this.head()
		if (head === null) {
			return { startLine: '', fields: [], body: Buffer.alloc(0), trailers: [], whole: false }
		}
		const status = Number(head.startLine.split(' ')[1])
		if (method === 'HEAD' || status < 200 || status === 204 || status === 304) {
			return { ...head, body: Buffer.alloc(0), trailers: [], whole: true }
		}
		return { ...head, ...await this.body(head, { untilClose: true }) }
	}
}
