// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { prepareFiles } from './files/prepare.ts'

// Apps find the registries filled, in scripts that run after this one; what they register is there when the list shows.
prepareFiles()

const app = import('./files/mount.ts')

const mount = async () => (await app).mountFiles()

if (document.readyState === 'complete') {
	void mount()
} else {
	document.addEventListener('DOMContentLoaded', mount, { once: true })
}
