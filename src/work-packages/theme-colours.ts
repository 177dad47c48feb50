// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Rgb } from './readable-colour.ts'

import { shallowRef } from 'vue'
import { contrast, parseColour } from './readable-colour.ts'

/** What the page's theme means for text in colours of others. */
export interface ThemeColours {
	/** What a card may be painted on: still, and highlighted. */
	backgrounds: Rgb[]
	/** Contrast that text needs: 4.5 (WCAG 2.2, 1.4.3), or 7 (1.4.6) where the theme itself keeps to that. */
	minimum: number
}

/** What a style sheet's variable amounts to, whatever way it is written. */
function colourOf(variable: string, fallback: Rgb): Rgb {
	const probe = document.createElement('span')
	probe.style.color = `var(${variable})`
	probe.hidden = true
	document.body.append(probe)
	const colour = parseColour(getComputedStyle(probe).color)
	probe.remove()
	return colour ?? fallback
}

function readTheme(): ThemeColours {
	const background = colourOf('--color-main-background', [255, 255, 255])
	const quietText = colourOf('--color-text-maxcontrast', [107, 107, 107])
	return {
		backgrounds: [background, colourOf('--color-background-hover', background)],
		minimum: contrast(quietText, background) >= 7 ? 7 : 4.5,
	}
}

let theme: Ref<ThemeColours> | undefined

/** The colours of the page's theme, as it is now: Nextcloud names themes in attributes of the body, or follows the system. */
export function themeColours(): Readonly<Ref<ThemeColours>> {
	if (theme === undefined) {
		const now = shallowRef(readTheme())
		const read = () => {
			now.value = readTheme()
		}
		for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) {
			window.matchMedia(query).addEventListener('change', read)
		}
		// Nextcloud names them all in `data-themes`, whose style sheets go by one attribute each.
		new MutationObserver(read).observe(document.body, { attributes: true, attributeFilter: [
			'data-themes',
			'data-theme-default',
			'data-theme-light',
			'data-theme-dark',
			'data-theme-light-highcontrast',
			'data-theme-dark-highcontrast',
		] })
		theme = now
	}
	return theme
}
