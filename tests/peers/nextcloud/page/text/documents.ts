// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { generateUrl } from '@nextcloud/router'
import { ref } from 'vue'
import { getOcs, postOcs, sendOcs } from '../ocs.ts'

export interface DocumentEntry {
	id: number
	title: string
}

export interface Document extends DocumentEntry {
	content: string
}

const path = 'apps/peer_text/api/v1/documents'

export const documents = ref<DocumentEntry[]>([])

export const readDocument = (id: number) => getOcs<Document>(`${path}/${id}`)

export const urlOf = ({ id }: DocumentEntry) => generateUrl(`/apps/peer_text/${id}`)

export async function listDocuments(): Promise<void> {
	documents.value = await getOcs<DocumentEntry[]>(path)
}

export async function createDocument(): Promise<Document> {
	const document = await postOcs<Document>(path, { title: 'New document' })
	await listDocuments()
	return document
}

/** `leaving`: the page closes, and the request must outlive it. */
export async function writeDocument({ id, title, content }: Document, leaving = false): Promise<void> {
	const { title: kept } = await sendOcs<Document>('PUT', `${path}/${id}`, { title, content }, leaving)
	documents.value = documents.value.map((entry) => entry.id === id ? { id, title: kept } : entry)
}

export async function removeDocument(id: number): Promise<void> {
	await sendOcs('DELETE', `${path}/${id}`)
	await listDocuments()
}
