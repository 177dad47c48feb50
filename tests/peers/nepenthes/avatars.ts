// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from './instance.ts'

/** The picture of a user (section 6.1): here, or at another place to which the API leads. */
export type Avatar
	= | { kind: 'image', contentType: string, image: Uint8Array }
		| { kind: 'elsewhere', contentType: string, image: Uint8Array, location: string }

interface Row {
	content_type: string
	image: Uint8Array
	location: string | null
}

/** Where pictures are that are not below `/api`, as in the object storage of a real server. */
export const AVATAR_STORAGE = '/avatar-storage'

export function findAvatar({ database }: Instance, userId: number): Avatar | undefined {
	const row = database.get<Row>('SELECT * FROM avatars WHERE user_id = ?', userId)
	if (!row) {
		return undefined
	}
	const picture = { contentType: row.content_type, image: row.image }
	return row.location === null ? { kind: 'image', ...picture } : { kind: 'elsewhere', ...picture, location: row.location }
}

export interface NewAvatar {
	/** Default `image/png`; a test may claim anything. */
	contentType?: string
	image: Uint8Array
	/** Whether the API leads to another path instead of answering the picture itself. */
	elsewhere?: boolean
}

/** Gives a user a picture, in place of any other; `null` takes it away. */
export function setAvatar({ database, basePath }: Instance, userId: number, avatar: NewAvatar | null): void {
	database.run('DELETE FROM avatars WHERE user_id = ?', userId)
	if (avatar) {
		const { contentType = 'image/png', image, elsewhere = false } = avatar
		database.run(
			'INSERT INTO avatars (user_id, content_type, image, location) VALUES (?, ?, ?, ?)',
			userId,
			contentType,
			image,
			elsewhere ? `${basePath}${AVATAR_STORAGE}/${userId}` : null,
		)
	}
}
