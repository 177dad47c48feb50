// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { expect, it } from 'vitest'
import { excerptOf } from '../../sidecar/nepenthes/excerpt.ts'

it.each([
	['', ''],
	['plain words', 'plain words'],
	['<p>One <b>bold</b> word.</p><p>Another.</p>', 'One bold word. Another.'],
	['<ul><li>first</li><li>second</li></ul>', 'first second'],
	['<h1>Title</h1>text<br>line', 'Title text line'],
	['a &amp; b &lt;i&gt; &#x1F33F;', 'a & b <i> 🌿'],
	['H<sub>2</sub>O <a href="x">link</a>s', 'H2O links'],
	['<p>before<script>alert(1)</script> after</p>', 'before after'],
	['<style>p{}</style>text<!-- hidden -->', 'text'],
	['<img src="https://elsewhere.example/x.png" onerror="alert(1)">seen', 'seen'],
	['<figure><table><tr><td>cell <table><tr><td>inner</td></tr></table></td></tr></table><figcaption>caption</figcaption></figure>below', 'below'],
	['<pre>code\nmore</pre>below', 'below'],
	['<script>never closed', ''],
	['<p title="<b>">attribute</p>', 'attribute'],
	['cut in the middle of a <a href="', 'cut in the middle of a'],
	['\n\t many \u00a0 blanks \n', 'many blanks'],
	['شجرة صغيرة', 'شجرة صغيرة'],
])('of %j is %j', (html, excerpt) => {
	expect(excerptOf(html)).toBe(excerpt)
})

it('ends at a word when the text is long', () => {
	const excerpt = excerptOf(`<p>${'leaf '.repeat(1000)}</p>`)
	expect(excerpt.length).toBeLessThanOrEqual(310)
	expect(excerpt).toMatch(/^(?:leaf )+…$/)
})

it('cuts no character in two', () => {
	expect(excerptOf('👩🏽‍🌾'.repeat(200))).toMatch(/^(?:👩🏽‍🌾)+ …$/u)
})

it('reads only the beginning of what is endless', () => {
	const start = performance.now()
	expect(excerptOf(`<table>${'<tr><td>cell</td></tr>'.repeat(500_000)}</table>end`)).toBe('')
	expect(performance.now() - start).toBeLessThan(1_000)
})

it.each([
	['one after the other', `${'<'.repeat(60_000)}>`],
	['in an attribute', `<a title="${'<'.repeat(60_000)}">word</a>`],
])('does not stumble over many beginnings of tags, %s', (_where, html) => {
	const start = performance.now()
	excerptOf(html)
	expect(performance.now() - start).toBeLessThan(1_000)
})
