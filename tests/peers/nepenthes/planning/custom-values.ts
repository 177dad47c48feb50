// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

/** What work packages hold in custom fields, by the id of the field: a value, or the ids of what is chosen. */
export function customValuesOf({ database }: Instance, workPackageId: number): Map<number, unknown> {
	return new Map(database.all<{ id: number, value: string }>('SELECT custom_field_id AS id, value FROM custom_values WHERE work_package_id = ?', workPackageId)
		.map(({ id, value }) => [id, JSON.parse(value) as unknown]))
}

export function setCustomValue({ database }: Instance, workPackageId: number, customFieldId: number, value: unknown): void {
	database.run('INSERT OR REPLACE INTO custom_values (work_package_id, custom_field_id, value) VALUES (?, ?, ?)', workPackageId, customFieldId, JSON.stringify(value))
}
