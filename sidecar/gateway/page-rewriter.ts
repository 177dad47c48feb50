// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TransformCallback } from 'node:stream'
import type { Token } from 'parse5'
import type { EndTag, StartTag } from 'parse5-sax-parser'
import type { PageFacts, StateAdditions } from './initial-state.ts'

import { Transform } from 'node:stream'
import { SAXParser } from 'parse5-sax-parser'
import { decodeState, encodeState, stateInput } from './initial-state.ts'

/** An empty element of ours inside one of Nextcloud's, where a part of the page is drawn. */
export interface Mount {
	/** Id of the element of Nextcloud, whose first child it becomes. */
	into: string
	/** Its own id. */
	id: string
}

export interface PageAdditions {
	states: StateAdditions
	/** Left out where nothing of ours has a place of its own. */
	mount?: Mount | null
	/** Address of our module. */
	script: string
	/** A script in the page itself, before the module; only where there is a nonce for it. */
	inline?: string | null
	nonce: string | null
}

export interface RewriterOptions {
	/** Whether this is the page of the user whom Nextcloud names; the value of `head[data-user]`, never empty. */
	isPageOf(userId: string): boolean
	additions: PageAdditions
	/** Told once when something could not be added to a page of a signed-in user, and why. */
	onUnknownShape?(reason: string): void
}

/** Where our things go is found within the first kilobytes; a page on which it is not found in this many is left alone. */
const SEARCH_LIMIT = 4 * 1024 * 1024

const STATE_ID = /^initial-state-(?!container$)(.+)$/

const escapeAttribute = (text: string) => text.replace(/[&"<>]/g, (char) => `&#${char.charCodeAt(0)};`)

/**
 * Adds our script, our initial state and where one is wanted our element to a page of a signed-in user while it streams through.
 *
 * The page is only read, never written anew: what comes out is what went in, byte for byte, with insertions at
 * places that an HTML tokenizer found. It reads the bytes as latin1, so that an offset in the text is one in the bytes.
 * As soon as our things are in, or it is clear that they do not belong, the rest passes unread.
 */
export class PageRewriter extends Transform {
	readonly #options: RewriterOptions
	readonly #parser = new SAXParser({ sourceCodeLocationInfo: true })
	/** Bytes that are read but not passed on yet; the first of them is at #offset of the page. */
	#held: Buffer = Buffer.alloc(0)
	#offset = 0
	/** Up to here tokens are complete. */
	#tokenized = 0
	#replacements: { from: number, to: number, text: string }[] = []
	#reading = true
	#place: 'before-head' | 'before-body' | 'in-body' | 'in-container' | 'after-container' = 'before-head'
	/** What is to be put into the page yet. */
	#mount: Mount | null
	#mine = false
	readonly #page: PageFacts = { userId: '', language: 'en' }
	/** Depth of open templates, whose content is no part of the page yet. */
	#templates = 0

	constructor(options: RewriterOptions) {
		super()
		this.#options = options
		this.#mount = options.additions.mount ?? null
		this.#parser.on('startTag', (tag) => this.#onStartTag(tag))
		this.#parser.on('endTag', (tag) => this.#onEndTag(tag))
		for (const event of ['text', 'comment', 'doctype'] as const) {
			this.#parser.on(event, (token) => {
				this.#tokenized = token.sourceCodeLocation!.endOffset
			})
		}
	}

	override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
		if (!this.#reading) {
			callback(null, chunk)
			return
		}
		this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
		this.#parser.write(chunk.toString('latin1'), () => {
			if (this.#reading && this.#offset + this.#held.length > SEARCH_LIMIT) {
				this.#stop(this.#missing('within the limit'))
			}
			this.#pass(this.#reading ? this.#tokenized : Infinity)
			callback()
		})
	}

	override _flush(callback: TransformCallback): void {
		if (!this.#reading) {
			callback()
			return
		}
		this.#parser.end(() => {
			if (this.#reading) {
				this.#stop(this.#missing('and no end of the body'))
			}
			this.#pass(Infinity)
			callback()
		})
	}

	override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
		this.#parser.destroy()
		callback(error)
	}

	#onStartTag({ tagName, attrs, sourceCodeLocation }: StartTag): void {
		if (!this.#reading) {
			return
		}
		const { startOffset, endOffset, attrs: places } = sourceCodeLocation as Token.LocationWithAttributes
		this.#tokenized = endOffset
		if (tagName === 'template') {
			this.#templates++
		}
		if (this.#templates > 0) {
			return
		}
		const attribute = (name: string) => attrs.find((attr) => attr.name === name)?.value
		const id = attribute('id') ?? ''

		if (tagName === 'html') {
			this.#page.language = attribute('lang')?.replace('-', '_') || 'en'
		} else if (this.#place === 'before-head' && tagName === 'head') {
			this.#page.userId = Buffer.from(attribute('data-user') ?? '', 'latin1').toString('utf8')
			this.#mine = this.#page.userId !== '' && this.#options.isPageOf(this.#page.userId)
			this.#place = 'before-body'
		} else if ((this.#place === 'before-head' || this.#place === 'before-body') && tagName === 'body') {
			// The guest layout carries data-user too; its body is body-login.
			if (!this.#mine || (id !== 'body-user' && id !== 'body-settings')) {
				this.#stop()
				return
			}
			this.#place = 'in-body'
		} else if (this.#place === 'in-body' && id === 'initial-state-container') {
			this.#insert(endOffset, this.#newStates())
			this.#place = 'in-container'
		} else if (this.#place === 'in-container' && tagName === 'input') {
			const where = places?.value
			const state = STATE_ID.exec(id)?.[1]
			if (where !== undefined && state !== undefined && startOffset < where.startOffset) {
				this.#changeState(state, attribute('value')!, where.startOffset, where.endOffset)
			}
		} else if ((this.#place === 'in-body' || this.#place === 'after-container') && id !== '' && id === this.#mount?.into) {
			this.#insert(endOffset, `<div id="${escapeAttribute(this.#mount.id)}"></div>`)
			this.#mount = null
			if (this.#place === 'after-container') {
				this.#stop()
			}
		}
	}

	#onEndTag({ tagName, sourceCodeLocation }: EndTag): void {
		if (!this.#reading) {
			return
		}
		const { startOffset, endOffset } = sourceCodeLocation!
		this.#tokenized = endOffset
		if (this.#templates > 0) {
			this.#templates -= tagName === 'template' ? 1 : 0
			return
		}
		if (this.#place === 'in-container' && (tagName === 'div' || tagName === 'body')) {
			// Deferred like every module, it runs after all scripts of the head.
			this.#insert(tagName === 'div' ? endOffset : startOffset, this.#script())
			this.#place = 'after-container'
			if (tagName === 'body' || this.#mount === null) {
				this.#stop()
			}
		} else if (this.#place === 'after-container' && tagName === 'body') {
			this.#stop(this.#missing('in the body'))
		} else if (this.#place === 'in-body' && tagName === 'body') {
			this.#insert(startOffset, `<div id="initial-state-container" style="display: none;">${this.#newStates()}</div>${this.#script()}`)
			this.#stop()
		}
	}

	#changeState(id: string, encoded: string, from: number, to: number): void {
		const change = Object.hasOwn(this.#options.additions.states.change, id) ? this.#options.additions.states.change[id] : undefined
		if (change === undefined) {
			return
		}
		try {
			const value = change(decodeState(encoded), this.#page)
			if (value !== undefined) {
				this.#replacements.push({ from, to, text: `value="${encodeState(value)}"` })
			}
		} catch (error) {
			this.#options.onUnknownShape?.(`state ${id}: ${(error as Error).message}`)
		}
	}

	#newStates(): string {
		return Object.entries(this.#options.additions.states.add).map(([id, value]) => stateInput(id, value)).join('')
	}

	#script(): string {
		const { script, nonce, inline = null } = this.#options.additions
		const before = inline === null || nonce === null ? '' : `<script nonce="${escapeAttribute(nonce)}">${inline}</script>`
		return `${before}<script type="module"${nonce === null ? '' : ` nonce="${escapeAttribute(nonce)}"`} src="${escapeAttribute(script)}"></script>`
	}

	/** What was looked for in vain. */
	#missing(where: string): string {
		return this.#place === 'after-container' ? `no #${this.#mount?.into} ${where}` : `no initial state ${where}`
	}

	#insert(at: number, text: string): void {
		this.#replacements.push({ from: at, to: at, text })
	}

	#stop(reason?: string): void {
		this.#reading = false
		this.#parser.stop()
		if (reason !== undefined && this.#mine) {
			this.#options.onUnknownShape?.(reason)
		}
	}

	/** Passes the held bytes on up to an offset of the page, with the replacements that lie in them. */
	#pass(until: number): void {
		for (const { from, to, text } of this.#replacements) {
			this.#take(from)
			this.push(text, 'latin1')
			this.#held = this.#held.subarray(to - this.#offset)
			this.#offset = to
		}
		this.#replacements = []
		this.#take(until)
	}

	#take(until: number): void {
		const length = Math.min(until - this.#offset, this.#held.length)
		if (length > 0) {
			this.push(this.#held.subarray(0, length))
			this.#held = this.#held.subarray(length)
			this.#offset += length
		}
	}
}
