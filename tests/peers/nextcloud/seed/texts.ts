// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

import { viewOf } from '../dav/locate.ts'

/** Pages of other sites, documents and rooms of the demo. */
export function seedTexts(instance: Instance): void {
	const { chatRooms, documents, settings, users, webPages } = instance
	webPages.add({ url: 'https://botany.example/pitcher-plants', title: 'Pitcher plants', description: 'How they catch what they eat, and how to keep them on a window sill.', image: true })
	webPages.add({ url: 'https://weather.example/', title: 'Weather for the week', description: 'Rain on Monday, then sun.' })
	webPages.add({ url: 'https://markup.example/', title: '<b>Bold</b> & <script>alert(1)</script>', description: '"Quoted" <img src=x onerror=alert(1)>' })

	const linkTo = (...path: string[]) => `${settings.publicUrl}/f/${viewOf(instance, users.get('alice')!).resolve(path)!.entry.fileid}`
	documents.add('alice', {
		title: 'Garden diary',
		content: `# Garden diary\n\nThe plan is here:\n\n${linkTo('Projects', 'Garden', '2026', 'Plans', 'site-plan.pdf')}\n\nWorth reading: https://botany.example/pitcher-plants\n\nAnd so it looks:\n\n${linkTo('Projects', 'Garden', 'garden.png')}`,
	})
	documents.add('alice', { title: 'Shopping', content: '- [ ] Rain water\n- [x] Peat-free soil' })

	const team = chatRooms.add({ name: 'Botany team', members: ['alice', 'bob'] })
	chatRooms.say(team, 'alice', `Bob, have a look: ${linkTo('Shared with Bob', 'agreement.pdf')}`)
	chatRooms.say(team, 'bob', 'Thank you. Take a coat:\nhttps://weather.example/')
	const open = chatRooms.add({ name: 'Open garden', members: ['alice', 'bob'], public: true })
	chatRooms.say(open, 'alice', 'Welcome, everybody. What we grow: https://botany.example/pitcher-plants')
}
