// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** The package brings no types of its own. */
declare module 'vue-material-design-icons/*.vue' {
	import type { DefineComponent } from 'vue'

	const icon: DefineComponent<{ title?: string, fillColor?: string, size?: number }>
	export default icon
}
