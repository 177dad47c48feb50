// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import closeWithGrace from 'close-with-grace'
import { pino } from 'pino'
import { AssetsMissing } from '../sidecar/assets.ts'
import { startControl } from './peers/control.ts'
import { startStack } from './stack.ts'

/** The first of five ports in a row; DEMO_PORT names another. */
const first = Number(process.env.DEMO_PORT ?? 8080)
if (!Number.isInteger(first) || first < 1 || first > 65_531) {
	console.error(`DEMO_PORT is "${process.env.DEMO_PORT}": it must be a whole number from 1 to 65531.`)
	process.exit(1)
}
const ports = { gateway: first, nextcloud: first + 1, nepenthes: first + 2, exapp: first + 3 }

try {
	const stack = await startStack({ ports, log: pino({ level: process.env.LOG_LEVEL ?? 'warn' }) })
	const control = await startControl({ port: first + 4, peers: { nextcloud: stack.nextcloud, nepenthes: stack.nepenthes } })

	console.log(`
The demo runs. Nothing of it leaves this machine, and nothing is kept.

  Nextcloud, with Nepenthes in it   ${stack.gatewayUrl}
  Nepenthes                         ${stack.nepenthes.url}

  Accounts, the same in both: alice, bob, carol, admin; the password is the name with "-password", such as
  alice-password. Bob may read what Alice may change, Carol is in no project.

What to do now:

  In Nextcloud, as alice: choose Files in the menu at the top, open the details of a file (row menu, "Details") and
  there the tab "Nepenthes"; choose "Connect to Nepenthes", sign in once more, "Authorize". You are back at the file:
  search, link, unlink.

  From the other side: open a work package in Nepenthes, such as
  ${stack.nepenthes.url}/work_packages/${stack.nepenthes.workPackageBySubject('Pitcher leaks at the lower rim').id}
  and choose "Nextcloud login", "Log in", "Grant access", "Authorize". You are back at the work package, both
  directions connected.

  As bob in Nepenthes: comment on a work package, mention @alice, and see what she is told there under
  ${stack.nepenthes.url}/notifications

  In Nextcloud, under Dashboard: "Customize", "Nepenthes notifications", and what Bob did is there.

  In the settings, ${stack.gatewayUrl}/settings/user/integration_nepenthes
  switch on the navigation link and the unified search: then the app menu leads to Nepenthes, and the search at the top
  finds work packages with "Search connected services".

  In Nextcloud, under Text and Chat in the menu: write "/", or paste a link, and see what becomes of it. Bob is in the
  same rooms; guests find the open one at
  ${stack.gatewayUrl}/call/${stack.nextcloud.chatRooms.of('alice').find((room) => room.public)?.token}

  Nextcloud without the gateway     ${stack.nextcloud.url}
  Control of the two servers        ${control.url}

Ctrl-C stops it.
`)
	closeWithGrace({ delay: 10_000, logger: false }, async ({ err }) => {
		if (err !== undefined) {
			console.error(err)
		}
		await control.close()
		await stack.close()
	})
} catch (error) {
	const { code, port } = error as NodeJS.ErrnoException & { port?: number }
	if (code === 'EADDRINUSE') {
		console.error(`Port ${port} is in use. End the other program, or choose another row of five ports: DEMO_PORT=9080 npm run demo`)
	} else if (error instanceof AssetsMissing) {
		console.error(error.message)
	} else {
		console.error(error)
	}
	process.exit(1)
}
