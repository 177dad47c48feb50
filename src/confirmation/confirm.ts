// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

export interface Question {
	heading: string
	/** What will happen. */
	text: string
	/** The words of the button that does it. */
	confirm: string
}

/** What the chunk of the dialog exports. */
interface Dialog {
	show(question: Question): Promise<boolean>
}

/**
 * Asks before something is done. The dialog is heavy and comes when it is first needed; where it cannot, the browser asks.
 *
 * @param question
 */
export async function confirmed(question: Question): Promise<boolean> {
	let dialog: Dialog
	try {
		dialog = await import('./confirm-content.ts')
	} catch {
		return window.confirm(`${question.heading}\n\n${question.text}`)
	}
	return dialog.show(question)
}
