// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { PageRewriter } from '../../sidecar/gateway/page-rewriter.ts'

const SCRIPT = '<script type="module" nonce="N" src="/main.js"></script>'
const STATE = '<input type="hidden" id="initial-state-x-y" value="MQ==">'
const CONTAINER = '<div id="initial-state-container" style="display: none;">'

async function rewrite(page: string, user = 'alice') {
	return (await buffer(Readable.from([Buffer.from(page)]).pipe(new PageRewriter({
		isPageOf: (id) => id === user,
		additions: { script: '/main.js', nonce: 'N', states: { add: { 'x-y': 1 }, change: {} } },
	})))).toString()
}

describe('our markers count for nothing where they are only quoted', () => {
	const markers = `</head><body id="body-login">${CONTAINER}</div></body>`

	it.each([
		['a script', `<script>x = '${markers}'</script>`],
		['an attribute', `<p title='${markers}'></p>`],
		['a comment', `<!-- ${markers} -->`],
		['a noscript', `<noscript>${markers}</noscript>`],
		['a textarea', `<textarea>${markers}</textarea>`],
		['a style', `<style>${markers}</style>`],
		['a template', `<template>${markers}</template>`],
		['a template in a template', `<template><template></template>${markers}</template>`],
	])('in %s', async (_where, quoted) => {
		const start = `<html><head data-user="alice">${quoted}</head><body id="body-user">${quoted}<br>`
		const end = `<div id="content">${quoted}</div></body></html>`
		expect(await rewrite(`${start}${CONTAINER}</div>${end}`)).toBe(`${start}${CONTAINER}${STATE}</div>${SCRIPT}${end}`)
	})

	it('before the head of the page, too', async () => {
		const page = `<!-- <head data-user="alice"><body id="body-user"> --><html><head data-user="bob"></head><body id="body-user">${CONTAINER}</div></body></html>`
		expect(await rewrite(page)).toBe(page)
	})
})

it('a container that is never closed: the script comes with the states all the same', async () => {
	const start = '<html><head data-user="alice"></head><body id="body-user">'
	expect(await rewrite(`${start}${CONTAINER}<p>x</p></body></html>`)).toBe(`${start}${CONTAINER}${STATE}<p>x</p>${SCRIPT}</body></html>`)
})

it.each(['Zoë', 'o\'brien', 'a&b<c>"d"', '🌱', 'ünï cödé'])('a user id of any characters is known again: %s', async (user) => {
	const escaped = user.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\'', '&#039;')
	const page = `<head data-user="${escaped}"></head><body id="body-user">${CONTAINER}</div></body>`
	expect(await rewrite(page, user)).toContain(SCRIPT)
	expect(await rewrite(page, 'another')).toBe(page)
})
