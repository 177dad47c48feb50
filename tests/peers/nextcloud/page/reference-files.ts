// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { NcCustomPickerRenderResult, registerCustomPickerElement, registerWidget } from '@nextcloud/vue/functions/registerReference'

const parts = () => import('./references/mount.ts')

// What Files brings to link previews and to the smart picker, on every page that has them.
registerWidget('file', (element, reference) => {
	void parts().then(({ mountFileCard }) => mountFileCard(element, reference))
}, (root) => {
	void parts().then(({ unmountIn }) => unmountIn(root))
}, { hasInteractiveView: false })

registerCustomPickerElement('files', async (element) => {
	const { mountFilePicker } = await parts()
	return new NcCustomPickerRenderResult(mountFilePicker(element), {})
}, (root) => {
	void parts().then(({ unmountIn }) => unmountIn(root))
}, 'normal')
