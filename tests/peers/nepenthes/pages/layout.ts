// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Language } from '../messages.ts'
import type { Session } from '../sessions.ts'

import { message } from '../messages.ts'
import { visibleNotifications } from '../planning/notifications.ts'
import { nameOf } from '../users.ts'
import { Html, html } from './html.ts'

interface Page {
	instance: Instance
	language: Language
	session: Session | undefined
	title: string
	content: Html
}

/** A pitcher with its lid. */
const logo = new Html('<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path fill="currentColor" d="M5 9.5h11c0 7-2 12.5-5.5 12.5S5 16.5 5 9.500Z"/><path fill="currentColor" d="M5.5 7.5C7 4 13 1.500 20 3c.4 3.6-1.300 6-3.500 6.200C15 7.500 10 7 5.500 7.500Z" opacity=".75"/></svg>')

export function layout({ instance, language, session, title, content }: Page): string {
	const { basePath, name } = instance
	const user = session?.user
	const unread = user ? visibleNotifications(instance, user).filter(({ read }) => !read).length : 0
	return html`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} | ${name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${basePath}/assets/nepenthes.css">
<link rel="stylesheet" href="${basePath}/assets/colors.css">
</head>
<body>
<header>
<a class="brand" href="${basePath}/">${logo}<span>${name}</span></a>
${user && html`<a class="bell" href="${basePath}/notifications">${message(language, 'page.notifications')}${unread > 0 && html` <span class="badge">${String(unread)}</span>`}</a>
<form class="account" method="post" action="${basePath}/logout">
<input type="hidden" name="authenticity_token" value="${session.formToken}">
<span class="name">${nameOf(user)}</span>
<button>${message(language, 'page.sign-out')}</button>
</form>`}
</header>
<main>
${content}
</main>
</body>
</html>
`.markup
}
