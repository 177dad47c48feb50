// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ProblemCode } from '../contract/problem.ts'

import { problem } from '../api/problems.ts'

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

/**
 * Answers a request that could not be forwarded: a short page for people, a problem document for programs. If the
 * answer has begun already, all that is left is to cut it, so that the client knows that it is not whole.
 */
export function answerFailure(request: IncomingMessage, response: ServerResponse, code: ProblemCode): void {
	if (response.headersSent) {
		response.destroy()
		return
	}
	const { status, title, detail = '' } = problem(code)
	const wantsHtml = request.headers.accept?.includes('text/html') ?? false
	const body = Buffer.from(wantsHtml
		? `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:20vh auto;padding:0 16px}</style>
<h1>${escapeHtml(title)}</h1><p>${escapeHtml(detail)}</p></html>\n`
		: JSON.stringify(problem(code)))
	// What was set before may be what could not be sent.
	response.statusMessage = ''
	response.writeHead(status, {
		'Content-Type': wantsHtml ? 'text/html; charset=utf-8' : 'application/problem+json',
		'Content-Length': body.length,
		'Cache-Control': 'no-store',
	})
	response.end(request.method === 'HEAD' ? undefined : body)
}
