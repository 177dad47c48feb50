// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Share, Shares } from './shares.ts'
import type { TeamFolders } from './team-folders.ts'
import type { Entry, FileTree } from './tree.ts'

import { TEAM_STORAGE } from './team-folders.ts'

/** An entry as a user sees it. */
export interface Node {
	entry: Entry
	/** From the user's root, as names; empty for the root itself. */
	path: string[]
	/** The share through which the user sees it; `undefined` for what is their own, or their team's. */
	share: Share | undefined
}

/** The files that one user sees: their own, and at the top what others share with them and their team folders. */
export class FileView {
	readonly uid: string
	readonly #tree: FileTree
	readonly #shares: Shares
	readonly #teamFolders: TeamFolders

	constructor(tree: FileTree, shares: Shares, teamFolders: TeamFolders, uid: string) {
		this.#tree = tree
		this.#shares = shares
		this.#teamFolders = teamFolders
		this.uid = uid
	}

	root(): Node {
		return { entry: this.#tree.root(this.uid), path: [], share: undefined }
	}

	resolve(path: string[]): Node | undefined {
		return path.reduce<Node | undefined>((node, name) => node && this.child(node, name), this.root())
	}

	child(node: Node, name: string): Node | undefined {
		const entry = this.#tree.child(node.entry, name)
		if (entry) {
			return { entry, path: [...node.path, name], share: node.share }
		}
		return node.path.length === 0 ? this.#mounts().find((mount) => mount.path[0] === name) : undefined
	}

	children(node: Node): Node[] {
		const inside = this.#tree.children(node.entry).map((entry) => ({ entry, path: [...node.path, entry.name], share: node.share }))
		return node.path.length === 0 ? [...this.#mounts(), ...inside] : inside
	}

	/** Where the user sees the entry of this id, if at all: the access check of Nextcloud. */
	byId(fileid: number): Node | undefined {
		const entry = this.#tree.get(fileid)
		return entry && this.locate(entry)
	}

	locate(entry: Entry): Node | undefined {
		return this.#placesOf(entry).next().value
	}

	/** Everywhere that the user sees the entry of this id: what was shared with them by itself and with its folder is in two places. */
	placesById(fileid: number): Node[] {
		const entry = this.#tree.get(fileid)
		return entry ? [...this.#placesOf(entry)] : []
	}

	* #placesOf(entry: Entry): Generator<Node, undefined> {
		const lineage = this.#tree.lineage(entry)
		if (entry.owner === this.uid) {
			yield { entry, path: lineage.map((step) => step.name), share: undefined }
			return
		}
		for (const mount of this.#mounts()) {
			const at = lineage.findIndex((step) => step.fileid === mount.entry.fileid)
			if (at >= 0) {
				yield { entry, path: [...mount.path, ...lineage.slice(at + 1).map((step) => step.name)], share: mount.share }
			}
		}
	}

	/** All that can be seen, below a node. */
	* descendants(node: Node): Generator<Node> {
		for (const child of this.children(node)) {
			yield child
			yield* this.descendants(child)
		}
	}

	/** Whose files can be among those that this user sees. */
	owners(): string[] {
		return [...new Set([this.uid, TEAM_STORAGE, ...this.#shares.withUser(this.uid).map((share) => share.owner)])]
	}

	#mounts(): Node[] {
		const received = this.#shares.withUser(this.uid).flatMap((share) => {
			const entry = this.#tree.get(share.fileid)
			// What its owner has thrown away is not there for others, until it is restored.
			return entry?.owner === share.owner ? [{ entry, path: [share.target], share }] : []
		})
		const ofTeams = this.#teamFolders.of(this.uid).map((entry) => ({ entry, path: [entry.name], share: undefined }))
		return [...received, ...ofTeams]
	}
}
