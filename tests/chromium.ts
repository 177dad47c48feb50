// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'

/** Where the browser of the tests is; CHROMIUM_PATH names another. */
export const CHROMIUM_PATH = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

function isInstalled(): boolean {
	try {
		accessSync(CHROMIUM_PATH, constants.X_OK)
		return true
	} catch {
		return false
	}
}

function run(command: string, ...args: string[]) {
	return spawnSync(command, args, {
		stdio: 'inherit',
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
	}).status === 0
}

/** Makes sure that there is a browser: installs Debian's where that is possible, else says what to do. */
function ensureChromium(): void {
	if (isInstalled()) {
		return
	}
	const isDebian = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
	if (process.getuid?.() === 0 && isDebian && process.env.CHROMIUM_PATH === undefined) {
		console.log('Installing Chromium for the browser tests …')
		run('apt-get', 'update', '-q')
		run('apt-get', 'install', '-qy', '--no-install-recommends', 'chromium', 'fonts-dejavu', 'fonts-noto-color-emoji')
	}
	if (!isInstalled()) {
		console.error(`The browser tests need Chromium, and ${CHROMIUM_PATH} is none. Install it (Debian: "apt-get install chromium" as root), or set CHROMIUM_PATH to yours.`)
		process.exit(1)
	}
}

if (import.meta.main) {
	ensureChromium()
}
