// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'

import { createHash } from 'node:crypto'
import { png } from '../seed/png.ts'

/** What a page of another site says of itself. */
export interface WebPage {
	url: string
	title: string
	description?: string
	/** Whether it has a picture to show; what is on it does not matter. */
	image?: boolean
	/** Milliseconds that the other site takes to answer; as much as 3 seconds are waited for. */
	delay?: number
}

type Row = { url: string, title: string, description: string | null, image: Uint8Array | null, delay: number }

/** The web, as far as this server knows it: no other address answers. Nothing is ever asked of a network. */
export class WebPages {
	readonly #database: DatabaseSync

	constructor(database: DatabaseSync) {
		this.#database = database
	}

	/** Adds a page, or changes the one at that address. */
	add({ url, title, description, image = false, delay = 0 }: WebPage): void {
		this.#database.prepare('INSERT OR REPLACE INTO web_pages (url, image_id, title, description, image, delay) VALUES (?, ?, ?, ?, ?, ?)')
			.run(url, imageIdOf(url), title, description ?? null, image ? picture(url) : null, delay)
	}

	/** Takes a page away: its site does not answer any more. */
	remove(url: string): void {
		this.#database.prepare('DELETE FROM web_pages WHERE url = ?').run(url)
	}

	get(url: string): { title: string, description: string | null, delay: number, imageId: string | undefined } | undefined {
		const row = this.#database.prepare('SELECT * FROM web_pages WHERE url = ?').get(url) as Row | undefined
		return row && { title: row.title, description: row.description, delay: row.delay, imageId: row.image ? imageIdOf(url) : undefined }
	}

	/** The picture of a page, as PNG. */
	image(imageId: string): Uint8Array | undefined {
		const row = this.#database.prepare('SELECT image FROM web_pages WHERE image_id = ?').get(imageId) as Pick<Row, 'image'> | undefined
		return row?.image ?? undefined
	}
}

function imageIdOf(url: string): string {
	return createHash('md5').update(url).digest('hex')
}

/** In colours of its own, so that the pictures of pages can be told apart. */
function picture(url: string): Buffer {
	const [red, green, blue] = createHash('md5').update(url).digest()
	return png(400, 210, [red! / 2, green! / 2, blue! / 2], [255 - blue! / 2, 255 - red! / 2, 255 - green! / 2])
}
