// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** The requests that are repeated: one whose cost is that of a request, one whose body counts too. */
export const EXCHANGES = [
	{ name: '200-byte JSON', path: '/ocs/v2.php/apps/notifications/api/v2/notifications' },
	{ name: '100 kB asset', path: '/dist/core-common.js' },
] as const

export type Exchange = typeof EXCHANGES[number]

/** What a browser that is signed in sends along. */
export const BROWSER_HEADERS = {
	accept: 'application/json, text/plain, */*',
	'accept-encoding': 'gzip, deflate, br, zstd',
	'accept-language': 'en-GB,en;q=0.9,de;q=0.8',
	cookie: 'oc4h5wbf3qfz=1q8d0qqh2m0cnl4bq1i1kjmv6k; oc_sessionPassphrase=alice; nc_sameSiteCookielax=true; nc_sameSiteCookiestrict=true',
	requesttoken: 'lMaUjPdQ1uzaBVPa9GLDkFEbgKcXP5xsCqXYKIO5LFI=:3LbR3p1njLmeZwOrrDK3pydf8t8lXNIkROGdXLvoZWM=',
	'sec-fetch-dest': 'empty',
	'sec-fetch-mode': 'cors',
	'sec-fetch-site': 'same-origin',
	'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
}
