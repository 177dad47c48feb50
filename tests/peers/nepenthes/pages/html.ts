// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Markup that may stand in a page as it is. */
export class Html {
	readonly markup: string

	constructor(markup: string) {
		this.markup = markup
	}
}

type Value = string | Html | undefined | false | Html[]

/** Markup from a template; whatever is put into it is text, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
	return new Html(strings.reduce((before, after, index) => before + render(values[index - 1]) + after))
}

function render(value: Value): string {
	if (value instanceof Html) {
		return value.markup
	}
	if (Array.isArray(value)) {
		return value.map(render).join('')
	}
	return value ? value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`) : ''
}
