// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Mount } from '../../sidecar/gateway/page-rewriter.ts'

import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { decodeState, encodeState } from '../../sidecar/gateway/initial-state.ts'
import { PageRewriter } from '../../sidecar/gateway/page-rewriter.ts'

const SCRIPT = '<script type="module" nonce="N=" src="/apps/x/assets/main-1.js"></script>'
const STATE = `<input type="hidden" id="initial-state-x-config" value="${encodeState({ on: true })}">`

interface Rewritten {
	out: Buffer
	reasons: string[]
	asked: string[]
}

/** Sends a page through in the given pieces. */
async function rewrite(pieces: readonly (Buffer | string)[], { user = 'alice', change = {}, mount = null }: { user?: string, change?: Record<string, (value: unknown) => unknown>, mount?: Mount | null } = {}): Promise<Rewritten> {
	const reasons: string[] = []
	const asked: string[] = []
	const rewriter = new PageRewriter({
		isPageOf(userId) {
			asked.push(userId)
			return userId === user
		},
		additions: { states: { add: { 'x-config': { on: true } }, change }, mount, script: '/apps/x/assets/main-1.js', nonce: 'N=' },
		onUnknownShape: (reason) => reasons.push(reason),
	})
	const out = await buffer(Readable.from(pieces.map((piece) => Buffer.from(piece as string))).pipe(rewriter))
	return { out, reasons, asked }
}

const state = (id: string, value: unknown) => `<input type="hidden" id="initial-state-${id}" value="${encodeState(value)}">`

const head = (attributes = 'data-user="alice" data-requesttoken="A=:N="', more = '') => `<!DOCTYPE html>\n<html>\n\t<head ${attributes}>\n\t\t<meta charset="utf-8">${more}\n\t</head>\n`
const container = (inner = `\n\t\t\t${state('core-apps', [1])}\n\t\t`) => `<div id="initial-state-container" style="display: none;">${inner}</div>`
const body = (inner: string, id = 'body-user') => `\t<body dir="ltr" id="${id}">\n\t\t<noscript><div>Needs scripts</div></noscript>\n\t\t${inner}\n\t</body>\n</html>\n`
const rest = '\n\t\t<div id="content"></div>'

const page = head() + body(container() + rest)
const extended = page
	.replace('style="display: none;">', `style="display: none;">${STATE}`)
	.replace(`</div>${rest}`, `</div>${SCRIPT}${rest}`)

describe('a page of a signed-in user', () => {
	test('gets our state first in the container, and our script after it', async () => {
		expect((await rewrite([page])).out.toString()).toBe(extended)
	})

	test('comes out the same wherever it was cut into chunks', async () => {
		const bytes = Buffer.from(page)
		for (let at = 0; at <= bytes.length; at++) {
			expect((await rewrite([bytes.subarray(0, at), bytes.subarray(at)])).out.toString(), `cut at ${at}`).toBe(extended)
		}
		expect((await rewrite([...bytes].map((byte) => Buffer.from([byte])))).out.toString()).toBe(extended)
	})

	test('may be a settings page', async () => {
		expect((await rewrite([head() + body(container(), 'body-settings')])).out.toString()).toContain(SCRIPT)
	})

	test('leaves its head at once, not when the page is complete', async () => {
		const rewriter = new PageRewriter({ isPageOf: () => true, additions: { states: { add: {}, change: {} }, script: 's', nonce: null } })
		rewriter.write(Buffer.from(head()))
		await new Promise((resolve) => rewriter.once('readable', resolve))
		expect(String(rewriter.read())).toContain('<head data-user="alice"')
		rewriter.destroy()
	})

	test.for([
		['in a script of the head', head(undefined, '<script nonce="N=">const a = \'<body id="body-user"><div id="initial-state-container"></div></body>\'</script>')],
		['in an attribute', head(undefined, '<meta name="x" content="<body id=&quot;body-user&quot;></head><div id=initial-state-container></div></body>">')],
		['in a comment', head(undefined, '<!-- <body id="body-login"><div id="initial-state-container"></div></body> -->')],
		['in a template', head(undefined, '<title><div id="initial-state-container"></div></title>')],
		['in a second head', head().replace('</head>', '</head><head data-user="mallory"></head>')],
	])('is not misled by our marks %s', async ([, start]) => {
		const { out } = await rewrite([start + body(container() + rest)])
		const text = out.toString()
		expect(text.split(SCRIPT)).toHaveLength(2)
		expect(text.split(STATE)).toHaveLength(2)
		expect(text.indexOf(STATE)).toBeGreaterThan(text.indexOf('<body dir="ltr"'))
		expect(text.replace(SCRIPT, '').replace(STATE, '')).toBe(start + body(container() + rest))
	})

	test('has its container before its user content, so marks in there count for nothing', async () => {
		const quoted = container() + '<textarea></body><div id="initial-state-container"></div></textarea>'
		const { out } = await rewrite([head() + body(quoted)])
		expect(out.toString().split(SCRIPT)).toHaveLength(2)
	})

	test('without a container gets one at the end of its body', async () => {
		const { out } = await rewrite([head() + body(rest)])
		expect(out.toString()).toBe(head() + body(rest).replace('</body>', `<div id="initial-state-container" style="display: none;">${STATE}</div>${SCRIPT}</body>`))
	})

	test('without a container and without an end is left alone, and told of', async () => {
		const odd = head() + '<body id="body-user"><p>half'
		const { out, reasons } = await rewrite([odd])
		expect(out.toString()).toBe(odd)
		expect(reasons).toHaveLength(1)
	})

	test('of 5 MB passes', async () => {
		const large = head() + body(container() + `<p>${'Nepenthes '.repeat(500_000)}</p>`)
		const { out } = await rewrite([large])
		expect(out.length).toBe(Buffer.byteLength(large) + SCRIPT.length + STATE.length)
	})

	test('that is nothing but 5 MB of text is left alone', async () => {
		const large = head() + body('x'.repeat(5_000_000))
		const { out, reasons } = await rewrite(large.match(/[^]{1,65536}/g) ?? [])
		expect(out.equals(Buffer.from(large))).toBe(true)
		expect(reasons).toEqual(['no initial state within the limit'])
	})

	test.for([
		['a carriage return before each line feed', page.replaceAll('\n', '\r\n')],
		['a byte order mark', `\uFEFF${page}`],
		['every script', page.replace('Needs scripts', 'Ünï 中文 العربية 🌱')],
	] as const)('keeps %s', async ([, text]) => {
		const { out } = await rewrite([text])
		expect(out.toString()).toContain(SCRIPT)
		expect(out.toString().replace(SCRIPT, '').replace(STATE, '')).toBe(text)
	})

	test('keeps bytes that are no UTF-8, and NUL', async () => {
		const bytes = Buffer.concat([Buffer.from(head()), Buffer.from('<body id="body-user">'), Buffer.from([0xff, 0x00, 0xc3, 0x28, 0x80]), Buffer.from(container()), Buffer.from([0xfe, 0xff])])
		const { out } = await rewrite([bytes])
		const text = out.toString('latin1')
		expect(text).toContain(SCRIPT)
		expect(text.replace(SCRIPT, '').replace(STATE, '')).toBe(bytes.toString('latin1'))
	})
})

describe('any other page passes byte for byte', () => {
	test.for([
		['the guest layout, which names the user too', head() + body(container(), 'body-login')],
		['a public page', head('data-requesttoken="A=:N="') + body(container(), 'body-public')],
		['a page without a user', head('data-user=""') + body(container())],
		['a page of somebody else', head('data-user="bob"') + body(container())],
		['a body without id', head() + `<body>${container()}</body>`],
		['no HTML at all', 'just text'],
		['nothing', ''],
		['a body before any head', `<body id="body-user">${container()}</body>`],
	] as const)('%s', async ([, text]) => {
		expect((await rewrite([text])).out.toString()).toBe(text)
	})

	test('tag soup', async () => {
		const bits = ['<head', ' data-user="alice"', '>', '<body', ' id="body-user"', '</head>', '<div id="initial-state-container">', '</div>', '</body>', '<!--', '-->', '<script>', '</script>', '<', '"', '&amp;', 'é', '\r\n', '<input id="initial-state-a" value="e30=">', '<textarea>', '\0']
		let seed = 42
		const random = (below: number) => {
			seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
			return seed % below
		}
		for (let i = 0; i < 400; i++) {
			const soup = Array.from({ length: random(30) }, () => bits[random(bits.length)]).join('')
			const at = random(soup.length + 1)
			const { out } = await rewrite([soup.slice(0, at), soup.slice(at)])
			const added = `<div id="initial-state-container" style="display: none;">${STATE}</div>${SCRIPT}`
			expect(out.toString().replace(added, '').replace(SCRIPT, '').replace(STATE, ''), JSON.stringify(soup)).toBe(soup)
		}
	})
})

describe('whose page it is', () => {
	test.for([
		['jürgen@example.org', 'jürgen@example.org'],
		['O\'Hara & "Söhne"', 'O&#039;Hara &amp; &quot;Söhne&quot;'],
		['张伟 🌱', '张伟 🌱'],
	] as const)('is read as it was meant: %s', async ([user, written]) => {
		const { out, asked } = await rewrite([head(`data-user="${written}"`) + body(container())], { user })
		expect(asked).toEqual([user])
		expect(out.toString()).toContain(SCRIPT)
	})
})

describe('states of Nextcloud', () => {
	test('are changed in their place', async () => {
		const sections = { personal: [], admin: [{ id: 'overview', name: 'Übersicht' }] }
		const before = state('settings-sections', sections)
		const change = (value: unknown) => ({ ...value as object, more: '🌱' })
		const { out } = await rewrite([head() + body(container(before + state('core-apps', [])))], { change: { 'settings-sections': change } })
		const value = /id="initial-state-settings-sections" value="([^"]+)"/.exec(out.toString())?.[1]
		expect(decodeState(value!)).toEqual({ ...sections, more: '🌱' })
		expect(Buffer.from(value!, 'base64').toString('latin1')).toMatch(/^[\x20-\x7e]+$/)
		expect(out.toString()).toContain(state('core-apps', []))
	})

	test.for([
		['a change gives nothing', state('a', 1), () => undefined],
		['a change throws', state('a', 1), () => {
			throw new Error('no')
		}],
		['a state is no JSON', '<input type="hidden" id="initial-state-a" value="!!!!">', (value: unknown) => value],
		['a state has no value', '<input type="hidden" id="initial-state-a">', (value: unknown) => value],
		['its name is that of a method', state('constructor', 1), () => 2],
	] as const)('stay as they are when %s', async ([, input, change]) => {
		const { out } = await rewrite([head() + body(container(input))], { change: { a: change } })
		expect(out.toString()).toContain(input)
		expect(out.toString()).toContain(SCRIPT)
	})
})

describe('a place of ours in an element of Nextcloud', () => {
	const MOUNT = { into: 'frame', id: 'ours' }
	const PLACE = '<div id="ours"></div>'
	const frame = '\n\t\t<div id="app"></div>\n<div class="hidden-visually" id="frame" >\n\t</div>\n'

	test('is made as its first child, beside script and state', async () => {
		const { out, reasons } = await rewrite([head() + body(container() + frame)], { mount: MOUNT })
		expect(out.toString()).toContain(`<div class="hidden-visually" id="frame" >${PLACE}\n\t</div>`)
		expect(out.toString()).toContain(SCRIPT)
		expect(out.toString().replace(PLACE, '').replace(SCRIPT, '').replace(STATE, '')).toBe(head() + body(container() + frame))
		expect(reasons).toEqual([])
	})

	test('is made wherever the page was cut into chunks', async () => {
		const bytes = Buffer.from(head() + body(container() + frame))
		const { out: whole } = await rewrite([bytes], { mount: MOUNT })
		for (let at = 0; at <= bytes.length; at++) {
			expect((await rewrite([bytes.subarray(0, at), bytes.subarray(at)], { mount: MOUNT })).out.toString(), `cut at ${at}`).toBe(whole.toString())
		}
	})

	test('is made once, in the first of that name, and in none that a script, a comment or a template only speaks of', async () => {
		const spoken = '<script>"<div id=\'frame\'>"</script><!-- <div id="frame"> --><template><div id="frame"></div></template><textarea><div id="frame"></textarea>'
		const { out } = await rewrite([head() + body(container() + spoken + frame + frame)], { mount: MOUNT })
		expect(out.toString().split(PLACE)).toHaveLength(2)
		expect(out.toString()).toContain(`${spoken}${frame.replace('>\n\t<', `>${PLACE}\n\t<`)}${frame}`)
	})

	test('is made before the states where the page has these last', async () => {
		const { out } = await rewrite([head() + body(frame)], { mount: MOUNT })
		expect(out.toString()).toContain(`id="frame" >${PLACE}`)
		expect(out.toString()).toContain(`${STATE}</div>${SCRIPT}</body>`)
	})

	test.for([
		['a page without that element', head() + body(container() + rest), 'no #frame in the body'],
		['a page that ends in the middle', head() + `<body id="body-user">${container()}<p>half`, 'no #frame and no end of the body'],
		['a page that is too long', head() + body(container() + 'x'.repeat(5_000_000)), 'no #frame within the limit'],
	] as const)('is missing in %s, which gets script and state all the same', async ([, text, reason]) => {
		const { out, reasons } = await rewrite(text.match(/[^]{1,65536}/g) ?? [], { mount: MOUNT })
		expect(out.toString().replace(SCRIPT, '').replace(STATE, '')).toBe(text)
		expect(out.toString()).toContain(SCRIPT)
		expect(reasons).toEqual([reason])
	})

	test('is not made on a page of somebody else', async () => {
		const theirs = head('data-user="bob"') + body(container() + frame)
		expect((await rewrite([theirs], { mount: MOUNT })).out.toString()).toBe(theirs)
	})
})

test('what goes into attributes is escaped', async () => {
	const rewriter = new PageRewriter({ isPageOf: () => true, additions: { states: { add: { x: '"><script>' }, change: {} }, script: '/a?b&c"<', nonce: '"><x' } })
	const out = (await buffer(Readable.from([Buffer.from(page)]).pipe(rewriter))).toString()
	expect(out).toContain('nonce="&#34;&#62;&#60;x" src="/a?b&#38;c&#34;&#60;"')
})
