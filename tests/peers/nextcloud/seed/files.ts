// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { SeedFolder } from './folder.ts'

import { pdf } from './pdf.ts'
import { png } from './png.ts'

/** Alice's files: a tree five deep, pictures, documents, one large folder, and names that are hard to get right. */
export function aliceFiles(): SeedFolder {
	return {
		Projects: {
			Garden: {
				2026: {
					Plans: {
						Greenhouse: {
							'greenhouse-plan.pdf': pdf('Greenhouse, ground plan'),
							'materials.csv': 'material,amount\nglass,24\nwood,60\nscrews,400\n',
							'notes.md': '# Greenhouse\n\nThe pitcher plants want the south side.\n',
						},
						'site-plan.pdf': pdf('Garden, site plan'),
						'watering.md': '# Watering\n\nRain water only.\n',
					},
					'budget.csv': 'item,cost\nsoil,120\nplants,340\n',
				},
				'garden.png': png(320, 200, [40, 120, 60], [200, 220, 120]),
			},
			House: { 'roof.pdf': pdf('Roof'), 'todo.txt': 'Gutter\nWindows\n' },
		},
		Photos: {
			'dawn.png': png(320, 240, [250, 180, 90], [60, 60, 140]),
			'forest.png': png(320, 240, [20, 80, 40], [140, 190, 90]),
			'sea.png': png(320, 240, [0, 90, 160], [190, 230, 240]),
		},
		Documents: {
			'Annual report.pdf': pdf('Annual report'),
			'letter.txt': 'Dear Bob,\n\nthe garden grows.\n\nAlice\n',
			'page.html': '<!DOCTYPE html>\n<html><head><title>A page</title></head><body><script>document.title = "ran"</script>Hello</body></html>\n',
		},
		'Many files': Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`plan-${String(index + 1).padStart(3, '0')}.txt`, `Plan ${index + 1}\n`])),
		Names: {
			'تقرير الحديقة.txt': 'Arabic\n',
			'תוכנית הגינה.txt': 'Hebrew\n',
			'花园计划.md': '# Chinese\n',
			'Übergrößenträger äöü.txt': 'Umlauts\n',
			'🌱 seedlings 🪴.txt': 'Emoji\n',
			'100% #1 & more?.txt': 'Signs\n',
			'<b>html<b>.txt': 'Markup\n',
			'<img src=x onerror=alert(1)>.txt': 'More markup\n',
			'a+b=c; d, e\'f.txt': 'More signs\n',
			'Ordner mit Ümläut': { 'plan.md': '# Plan\n' },
		},
		'Shared with Bob': { 'agreement.pdf': pdf('Agreement'), Drafts: { 'draft.md': '# Draft\n' } },
		'Readme.md': '# Welcome\n\nThese are the files of Alice.\n',
		'pitcher.png': png(240, 320, [90, 30, 60], [220, 180, 90]),
	}
}

/** What a team has together. */
export const teamFiles: SeedFolder = {
	Herbarium: { 'index.csv': 'number,plant\n1,Nepenthes rajah\n2,Sarracenia\n', 'pitchers.png': png(320, 200, [60, 90, 40], [200, 120, 140]) },
	'opening-hours.md': '# Opening hours\n\nMornings.\n',
	'seed-orders.csv': 'seed,grams\ncress,20\n',
}

/** What lies in an end-to-end encrypted folder on the server: content and names that only its owner's devices can read. */
export const encryptedFiles: SeedFolder = {
	'0c4be1c1cbb14f0d8c1f6a6a51c9d2a3': Buffer.from('b3f1c0de5eed', 'hex'),
	'9a7de0f2645b4e0fbf2e0a3c7d118e54': Buffer.from('0ddba11c0ffee0', 'hex'),
}

/** What Alice has deleted. */
export const deletedFiles: SeedFolder = {
	'old-plan.pdf': pdf('Old plan'),
	'Plans of last year': { 'beds.txt': 'Three beds\n' },
}

export const bobFiles: SeedFolder = {
	Building: { 'bricks.csv': 'size,count\nsmall,1000\n', 'wall.png': png(160, 120, [150, 60, 40], [220, 150, 110]) },
	'Bob.md': '# Bob\n',
}

export const carolFiles: SeedFolder = {
	Routes: { 'north-face.pdf': pdf('North face'), 'south-ridge.md': '# South ridge\n' },
	'Carol.md': '# Carol\n',
}
