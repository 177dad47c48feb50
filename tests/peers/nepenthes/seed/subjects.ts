// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { PROJECTS, STATUSES, TYPES } from './planning.ts'

export interface Planned {
	project: keyof typeof PROJECTS
	type: keyof typeof TYPES
	status: keyof typeof STATUSES
	assignee: 'alice' | 'bob' | 'admin' | 'team' | 'vacancy' | null
	/** Days from now until it is due. */
	due: number | null
	subject: string
}

const codes = {
	project: { C: 'conservatory', G: 'garden', S: 'seedlings', N: 'expedition', O: 'office', V: 'vault' },
	type: { T: 'Task', M: 'Milestone', B: 'Bug', F: 'Feature', N: 'Note' },
	status: { n: 'New', p: 'In progress', h: 'On hold', t: 'To be tested', c: 'Closed', r: 'Rejected' },
	assignee: { a: 'alice', b: 'bob', d: 'admin', g: 'team', v: 'vacancy', '-': null },
} as const

/** Project, type, status, assignee, days until due: the letters of `codes`. */
const table = `
G T n a 12  Order live sphagnum for the new bog bed
G B p b 3   Rain gauge at the north wall reads double
G T c a -20 Dig the trench for the drip line
G F n g 40  Label every pitcher with its hybrid parents
C T p a 6   Raise the night humidity to 80 %
C B n d 2   Fogger drips on the Sarracenia bench
S T n b 9   Prick out the Drosera capensis trays
N T c a -35 Apply for the collecting permit
N T p b 14  Book porters for the summit trail
O T p a 5   Renew the phytosanitary certificate
G T h v -   Repaint the gate to the bog garden
G N n - -   Where the sundews were moved last autumn
S B p a 1   Damping off in tray 14
G T c b -8  Replace the cracked pane above the pond
C F n g 60  Shade cloth that closes by itself at noon
N M n a 45  Departure to Kota Kinabalu
G T p a 4   Cut back the old Heliamphora pitchers
S T n g 11  Sow Dionaea seed from the 2025 harvest
G B t b 0   Pump in the rain barrel starts twice
O T n d 21  Ask three suppliers for prices of peat-free substrate
C T c a -14 Wash the algae from the lower glazing
N F n - -   Waterproof labels that survive three weeks of rain
G T r - -   Buy tap water softener
G T p g 8   Divide the Sarracenia flava clumps
S N n a -   Germination rates by substrate
G M n a 30  Open day of the bog garden
V T n d 10  Count the seed packets in drawer 3
C B p b 2   Thermostat shows Fahrenheit after the update
G T n v 16  Build a bench along the south path
N T n g 20  Pack the field microscope
G T c a -3  Test the pH of the rain barrel
S T p b 5   Move the strongest seedlings to 7 cm pots
O N n a -   Minutes of the spring meeting
G B n a 1   Slugs get over the copper tape
C T n g 13  Rinse mineral deposits from the mist nozzles
N T c d -28 Vaccinations for the whole team
G F h b -   Camera that counts visits to a pitcher
S T n - 25  Write a sowing calendar
G T p a 7   Photograph all hybrids for the catalogue
C M n a 50  Winter rest begins
G T n b 18  Mulch the paths with pine needles
G B p b 3   Pitcher leaks at the lower rim
G T n a 2   a
N N n a -   وصف نباتات الجرة على سفح الجبل
G T p g 10  Feed the flytraps 🪰🌱 before the open day 🎉
G B n a 6   <b>Bold</b> label in the plant list is shown as text
G B n b 6   <script>alert(1)</script>
S T c a -5  Clean the propagator lids
C T p d 9   Check the emergency heating
N T n b 22  Draw a map of known N. rajah stands
G F n a 33  Watering plan that knows the weather forecast
O B p d 4   Invoice template adds the tax twice
G T c g -12 Net the pond against falling leaves
S B n b 2   Labels fade under the grow lights
N B h a -   Satellite phone loses its settings
G T n a 15  إعادة زراعة النباتات المتسلقة في البيت الزجاجي
C N n - -   Which vents stick in wet weather
G T t a -2  Level the bog bed after the storm
V N n d -   Access list of the vault
S F n g 70  Bottom heat for the second bench
N T p a 17  Agree on the route with the park office
G B c b -16 Hose connection leaks at the greenhouse tap
G T n a 28  {long}
O T c a -40 File the plant passports of last year
C T n v 19  Grease the hinges of the roof vents
G T p b 6   Move N. ventricosa to the hanging rail
S M n b 35  First true pitchers expected
N T n d 24  Insurance for the equipment
G N n b -   Notes on the frost of February
C B t a 0   Door closer slams in the wind
G T n g 26  Collect seed of Drosera filiformis
N M n a 66  Return and quarantine of samples
S T r - -   Try beach sand as substrate
G F n a 80  Scent trail for visitors who cannot see
O F n d 90  Price list that people can read on a phone
V T h d -   Renew the lease of the cold room
C T n g 12  Turn the hanging baskets by a quarter
N T n g 27  Dry-run with the new plant presses
G T p a 3   Tie up the climbing Nepenthes at the arch
G B n b 1   Water tastes of iron, says the newt
`

/** As long as a subject may be: 255 characters. */
const LONG = 'Compare how long the fluid of Nepenthes ampullaria, bicalcarata, rajah and villosa keeps its acidity when leaves, rain and the occasional shrew fall into it, and write down for each pitcher its age, its height above the ground and whatever else lives in it.'.padEnd(255, '.').slice(0, 255)

/** The work packages of the demo, in the order of their numbers. */
export const planned: Planned[] = table.trim().split('\n').map((line) => {
	const [project, type, status, assignee, due, ...words] = line.split(/ +/)
	return {
		project: codes.project[project as keyof typeof codes.project],
		type: codes.type[type as keyof typeof codes.type],
		status: codes.status[status as keyof typeof codes.status],
		assignee: codes.assignee[assignee as keyof typeof codes.assignee],
		due: due === '-' ? null : Number(due),
		subject: words.join(' ').replace('{long}', LONG),
	}
})
