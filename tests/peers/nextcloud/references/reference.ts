// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

export interface OpenGraphObject {
	/** The address as it was asked for. */
	id: string
	name: string
	description: string | null
	/** Address of a picture. */
	thumb: string | null
	link: string
}

/** What is known of an address, as the OCS routes tell it (nextcloud-contract 6.7). */
export interface Reference {
	/** Which widget draws it; `open-graph` is drawn from what every client understands. */
	richObjectType: string
	richObject: Record<string, unknown>
	openGraphObject: OpenGraphObject
	accessible: boolean
}

/** A reference that has nothing but what every client understands; by default no more than its address. */
export function openGraphReference(url: string, known: Partial<Omit<OpenGraphObject, 'id'>> = {}): Reference {
	const openGraphObject = { id: url, name: url, description: null, thumb: null, link: url, ...known }
	return { richObjectType: 'open-graph', richObject: { ...openGraphObject }, openGraphObject, accessible: true }
}
