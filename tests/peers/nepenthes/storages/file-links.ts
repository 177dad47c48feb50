// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

/** What is known of a file at its storage, as it was when somebody last looked. */
export interface OriginData {
	/** Id of the file there. */
	id: string
	name: string
	/** Empty if unknown; `application/x-op-directory` for a folder. */
	mimeType: string
	createdAt: Date | null
	lastModifiedAt: Date | null
	createdByName: string
	lastModifiedByName: string
}

/** A file of a storage, linked to a work package (section 4.2). */
export interface FileLink {
	id: number
	workPackageId: number
	storageId: number
	creatorId: number
	origin: OriginData
	createdAt: Date
	updatedAt: Date
}

interface Row {
	id: number
	work_package_id: number
	storage_id: number
	creator_id: number
	origin_id: string
	origin_name: string
	origin_mime_type: string
	origin_created_at: number | null
	origin_modified_at: number | null
	origin_created_by: string
	origin_modified_by: string
	created_at: number
	updated_at: number
}

const date = (milliseconds: number | null) => milliseconds === null ? null : new Date(milliseconds)

function fileLink(row: Row): FileLink {
	return {
		id: row.id,
		workPackageId: row.work_package_id,
		storageId: row.storage_id,
		creatorId: row.creator_id,
		origin: {
			id: row.origin_id,
			name: row.origin_name,
			mimeType: row.origin_mime_type,
			createdAt: date(row.origin_created_at),
			lastModifiedAt: date(row.origin_modified_at),
			createdByName: row.origin_created_by,
			lastModifiedByName: row.origin_modified_by,
		},
		createdAt: new Date(row.created_at),
		updatedAt: new Date(row.updated_at),
	}
}

/** Links of a work package, whoever asks. */
export function fileLinksOf({ database }: Instance, workPackageId: number): FileLink[] {
	return database.all<Row>('SELECT * FROM file_links WHERE work_package_id = ? ORDER BY id', workPackageId).map(fileLink)
}

/** A link by its id, whoever asks. */
export function findFileLink({ database }: Instance, id: number): FileLink | undefined {
	const row = database.get<Row>('SELECT * FROM file_links WHERE id = ?', id)
	return row && fileLink(row)
}

/** Numbers of the work packages with a link that fits all that is given. */
export function linkedWorkPackages({ database }: Instance, { originId, storageId }: { originId?: string, storageId?: number }): Set<number> {
	const rows = database.all<{ work_package_id: number }>(
		'SELECT work_package_id FROM file_links WHERE (?1 IS NULL OR origin_id = ?1) AND (?2 IS NULL OR storage_id = ?2)',
		originId ?? null,
		storageId ?? null,
	)
	return new Set(rows.map((row) => row.work_package_id))
}

interface NewFileLink {
	workPackageId: number
	storageId: number
	creatorId: number
	origin: OriginData
}

/** Links a file; one that is linked already gives its link back, unchanged (section 4.3). */
export function linkFile({ database, clock }: Instance, { workPackageId, storageId, creatorId, origin }: NewFileLink): FileLink {
	const now = clock().getTime()
	database.run(
		`INSERT OR IGNORE INTO file_links (work_package_id, storage_id, creator_id, origin_id, origin_name, origin_mime_type, origin_created_at, origin_modified_at, origin_created_by, origin_modified_by, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		workPackageId,
		storageId,
		creatorId,
		origin.id,
		origin.name,
		origin.mimeType,
		origin.createdAt?.getTime() ?? null,
		origin.lastModifiedAt?.getTime() ?? null,
		origin.createdByName,
		origin.lastModifiedByName,
		now,
		now,
	)
	return fileLink(database.get<Row>('SELECT * FROM file_links WHERE work_package_id = ? AND storage_id = ? AND origin_id = ?', workPackageId, storageId, origin.id)!)
}

/** Notes what the storage says of the file now. */
export function updateOrigin({ database, clock }: Instance, id: number, { name, mimeType, lastModifiedAt, lastModifiedByName }: Pick<OriginData, 'name' | 'mimeType' | 'lastModifiedAt' | 'lastModifiedByName'>): void {
	database.run(
		'UPDATE file_links SET origin_name = ?, origin_mime_type = ?, origin_modified_at = ?, origin_modified_by = ?, updated_at = ? WHERE id = ?',
		name,
		mimeType,
		lastModifiedAt?.getTime() ?? null,
		lastModifiedByName,
		clock().getTime(),
		id,
	)
}

export function deleteFileLink({ database }: Instance, id: number): void {
	database.run('DELETE FROM file_links WHERE id = ?', id)
}
