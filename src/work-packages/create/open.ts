// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Created } from './use-creation.ts'

import { loadInto } from '../../loading/load-into.ts'

/** What a new work package is made for. */
export interface CreationRequest {
	/** Files and folders; what is entered is kept for just these. With `link: true` at most 100 (MAX_FILES_IN_A_CHANGE). */
	files: readonly { id: string, name: string }[]
	/** What stands as the subject to begin with; `subjectOf` takes it from the name of a file. */
	subject: string
	/**
	 * Whether they are linked in the same go, failures shown and repeated by the dialog. Else the caller links them, to
	 * the work package that it is given.
	 */
	link: boolean
}

/** What the chunk of the dialog exports. */
interface Dialog {
	show(request: CreationRequest): Promise<Created | null>
}

/**
 * Lets the user create a work package in a dialog. It comes when it is first needed.
 *
 * @param request
 * @return the work package, and which files are linked to it: with `link: false` none; null when nothing was created
 */
export async function createWorkPackage(request: CreationRequest): Promise<Created | null> {
	const opener = document.activeElement
	const dialog = await loadDialog()
	const created = dialog === null ? null : await dialog.show(request)
	if (opener instanceof HTMLElement && opener.isConnected) {
		opener.focus()
	}
	return created
}

/** The dialog's chunk; null if the user does not wait for it. */
function loadDialog(): Promise<Dialog | null> {
	const notice = document.createElement('dialog')
	Object.assign(notice.style, {
		boxSizing: 'border-box',
		minInlineSize: 'min(300px, 90vw)',
		border: '0',
		borderRadius: 'var(--border-radius-container, 12px)',
		color: 'var(--color-main-text)',
		backgroundColor: 'var(--color-main-background)',
	})
	const place = document.createElement('div')
	notice.append(place)
	document.body.append(notice)
	// Only what takes a while is said: then there is something in it.
	const saying = new MutationObserver(() => {
		if (place.hasChildNodes() && !notice.open) {
			notice.showModal()
		}
	})
	saying.observe(place, { childList: true })

	return new Promise<Dialog | null>((resolve) => {
		const settle = (dialog: Dialog | null) => {
			saying.disconnect()
			notice.remove()
			resolve(dialog)
		}
		notice.addEventListener('close', () => settle(null))
		void loadInto(place, () => import('./dialog-content.ts')).then(settle)
	})
}
