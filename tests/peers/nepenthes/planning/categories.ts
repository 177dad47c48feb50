// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

/** What a project sorts its work packages by. */
export interface Category {
	id: number
	projectId: number
	name: string
}

export function allCategories({ database }: Instance): Category[] {
	return database.all<Category>('SELECT id, project_id AS projectId, name FROM categories ORDER BY name')
}

export function categoriesOf(instance: Instance, projectId: number): Category[] {
	return allCategories(instance).filter((category) => category.projectId === projectId)
}

/** Gives the id of the new category. */
export function addCategory({ database }: Instance, { projectId, name }: Omit<Category, 'id'>): number {
	return database.run('INSERT INTO categories (project_id, name) VALUES (?, ?)', projectId, name)
}
