// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Branches } from './custom-fields.ts'

/** A value of a custom field whose values are a tree. */
export interface HierarchyItem {
	id: number
	customFieldId: number
	parentId: number | null
	/** Null for the root, which cannot be chosen. */
	label: string | null
	/** 0 for the root. */
	depth: number
}

interface Row {
	id: number
	custom_field_id: number
	parent_id: number | null
	label: string | null
}

/** All items of a custom field, depth first, the root in front. They were added in this order. */
export function itemsOf({ database }: Instance, customFieldId: number): HierarchyItem[] {
	const depths = new Map<number, number>()
	return database.all<Row>('SELECT * FROM hierarchy_items WHERE custom_field_id = ? ORDER BY id', customFieldId).map((row) => {
		const depth = row.parent_id === null ? 0 : depths.get(row.parent_id)! + 1
		depths.set(row.id, depth)
		return { id: row.id, customFieldId, parentId: row.parent_id, label: row.label, depth }
	})
}

export function findItem(instance: Instance, id: number): HierarchyItem | undefined {
	const row = instance.database.get<Row>('SELECT * FROM hierarchy_items WHERE id = ?', id)
	return row && itemsOf(instance, row.custom_field_id).find((item) => item.id === id)
}

/** From the root down to the item itself. */
export function branchOf(instance: Instance, item: HierarchyItem): HierarchyItem[] {
	const parent = item.parentId === null ? undefined : findItem(instance, item.parentId)
	return parent ? [...branchOf(instance, parent), item] : [item]
}

export function addHierarchy({ database }: Instance, customFieldId: number, branches: Branches): void {
	const add = (parentId: number | null, label: string | null, below: Branches) => {
		const id = database.run('INSERT INTO hierarchy_items (custom_field_id, parent_id, label) VALUES (?, ?, ?)', customFieldId, parentId, label)
		Object.entries(below).forEach(([name, further]) => add(id, name, further))
	}
	add(null, null, branches)
}
