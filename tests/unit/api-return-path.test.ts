// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../sidecar/api/problems.ts'
import { returnPathOf } from '../../sidecar/api/return-path.ts'

const AT_ROOT = 'https://cloud.example'
const IN_FOLDER = 'https://cloud.example:8443/next/cloud'

/** Where a browser ends that is sent to a path, by a Location header on this Nextcloud. */
const arrival = (nextcloudUrl: string, path: string) => new URL(path, `${new URL(nextcloudUrl).origin}/somewhere/else`)

function refusal(wanted: string, nextcloudUrl: string) {
	try {
		return returnPathOf(wanted, nextcloudUrl)
	} catch (error) {
		expect(error).toBeInstanceOf(ProblemError)
		return (error as ProblemError).code
	}
}

describe.each([['at the root of its host', AT_ROOT, ''], ['in a folder', IN_FOLDER, '/next/cloud']])('a Nextcloud %s', (_, nextcloudUrl, webroot) => {
	it('has a page of the app, for who comes from nowhere', () => {
		expect(returnPathOf(undefined, nextcloudUrl)).toBe(`${webroot}/index.php/apps/app_api/embedded/integration_nepenthes/main`)
	})

	it.each([
		'/',
		'/index.php/apps/files/files/7?dir=/Pl%C3%A4ne&opendetails=true',
		'/apps/dashboard/#tab',
		'/apps/files/?dir=//evil.example',
		'/apps/files/?to=https://evil.example/',
		'/f/7',
	])('leads back to %s', (path) => {
		expect(returnPathOf(webroot + path, nextcloudUrl)).toBe(webroot + path)
	})

	it('leads back to names that are not written as they travel', () => {
		const path = returnPathOf(`${webroot}/apps/files/?dir=/Pläne 🌱`, nextcloudUrl)
		expect(path).toMatch(/^[\x21-\x7E]+$/)
		expect(arrival(nextcloudUrl, path).searchParams.get('dir')).toBe('/Pläne 🌱')
	})

	it('leads to the page without its query, when that is longer than what travels along', () => {
		expect(returnPathOf(`${webroot}/apps/files/files/7?dir=/${'花园'.repeat(100)}`, nextcloudUrl)).toBe(`${webroot}/apps/files/files/7`)
		expect(returnPathOf(`${webroot}/${'花园'.repeat(100)}`, nextcloudUrl)).toBe(returnPathOf(undefined, nextcloudUrl))
	})

	it.each([
		'//evil.example',
		'//evil.example/apps/files',
		'///evil.example',
		'/\\evil.example',
		'\\\\evil.example',
		'\\/evil.example',
		'/\t/evil.example',
		'/\n/evil.example',
		'/\r\\evil.example',
		'\t//evil.example',
		' //evil.example',
		'/..//evil.example',
		'/.//evil.example',
		'/./\\evil.example',
		'/x/..//evil.example',
		'/%2e//evil.example',
		'/%2e%2e//evil.example',
		'https://evil.example',
		'https:evil.example',
		'https:/evil.example',
		'HTTPS://evil.example/',
		'http://cloud.example/apps/files',
		'javascript:alert(1)',
		'data:text/html,x',
		'evil.example',
		'apps/files',
		'?x',
		'#x',
		'',
		'@evil.example',
		'https://cloud.example@evil.example/',
	])('leads nobody to %j', (wanted) => {
		expect(refusal(wanted, nextcloudUrl)).toBe('invalid-request')
		expect(refusal(webroot === '' ? wanted : wanted.replace(/^(?=\/)/, webroot), nextcloudUrl)).toSatisfy((path: string) => path === 'invalid-request' || arrival(nextcloudUrl, path).origin === new URL(nextcloudUrl).origin)
	})

	it.each(['/%2f/evil.example', '/%5cevil.example', '/;//evil.example', '/@evil.example', '/:80', '/.evil.example'])('stays where it is with %j', (below) => {
		const path = returnPathOf(webroot + below, nextcloudUrl)
		expect(arrival(nextcloudUrl, path).origin).toBe(new URL(nextcloudUrl).origin)
	})
})

it.each([
	'/apps/files',
	'/next',
	'/next/cloudy/apps/files',
	'/next/cloud/../other',
	'/next/cloud/%2e%2e/other',
	'/next/cloud/./../../',
	'/next/cloud\\..\\..\\other',
	'/next%2fcloud/apps/files',
	'/NEXT/cloud/',
])('what lies outside of the folder is not this Nextcloud: %s', (wanted) => {
	expect(refusal(wanted, IN_FOLDER)).toBe('invalid-request')
})

it('the folder itself is', () => {
	expect(returnPathOf('/next/cloud', IN_FOLDER)).toBe('/next/cloud')
})
