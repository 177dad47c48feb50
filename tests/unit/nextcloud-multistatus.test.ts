// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { describe, expect, it } from 'vitest'
import { NextcloudUnexpectedAnswer } from '../../sidecar/nextcloud/errors.ts'
import { readMultistatus } from '../../sidecar/nextcloud/multistatus.ts'

const HEAD = '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns">'

function multistatus(...responses: string[]) {
	return `${HEAD}${responses.join('')}</d:multistatus>`
}

function response(href: string, properties: string, status = 'HTTP/1.1 200 OK') {
	return `<d:response><d:href>${href}</d:href><d:propstat><d:prop>${properties}</d:prop><d:status>${status}</d:status></d:propstat></d:response>`
}

describe('a multistatus', () => {
	it('gives each resource with its properties', () => {
		const found = readMultistatus(multistatus(
			response('/remote.php/dav/files/alice/a.txt', '<oc:fileid>77</oc:fileid><oc:size>48</oc:size><d:resourcetype/>'),
			response('/remote.php/dav/files/alice/b/', '<oc:fileid>78</oc:fileid><d:resourcetype><d:collection/></d:resourcetype>'),
		))
		expect(found.map(({ href }) => href)).toEqual(['/remote.php/dav/files/alice/a.txt', '/remote.php/dav/files/alice/b/'])
		expect(Object.fromEntries(found[0]!.properties)).toEqual({ fileid: '77', size: '48', resourcetype: '' })
		expect(found[1]!.properties.get('resourcetype')).toBe('collection')
	})

	it('may be empty', () => {
		expect(readMultistatus(multistatus())).toEqual([])
		expect(readMultistatus('<d:multistatus xmlns:d="DAV:"/>')).toEqual([])
	})

	it('leaves out what was not found', () => {
		const found = readMultistatus(`${HEAD}<d:response><d:href>/x</d:href>
			<d:propstat><d:prop><oc:fileid>1</oc:fileid></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>
			<d:propstat><d:prop><oc:size/><d:getcontenttype/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>
		</d:response></d:multistatus>`)
		expect([...found[0]!.properties.keys()]).toEqual(['fileid'])
	})

	it.each([
		['&lt;b&gt;html&lt;b&gt; &amp; &quot;q&quot; &apos;a&apos;', '<b>html<b> & "q" \'a\''],
		['🌱 تقرير 花园', '🌱 تقرير 花园'],
		['&#128512;&#x1F33F;', '😀🌿'],
		['&amp;lt;', '&lt;'],
		[' spaces around ', ' spaces around '],
		['0012', '0012'],
		['12345678901234567890', '12345678901234567890'],
		['true', 'true'],
		['<![CDATA[a < b & c]]>', 'a < b & c'],
		['&unknown; &#99999999;', '&unknown; &#99999999;'],
	])('gives the text %s as it was meant', (written, meant) => {
		expect(readMultistatus(multistatus(response('/x', `<d:displayname>${written}</d:displayname>`)))[0]!.properties.get('displayname')).toBe(meant)
	})

	it('expands no entity that the document declares', () => {
		const bomb = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
		expect(() => readMultistatus(`<?xml version="1.0"?>${bomb}<d:multistatus xmlns:d="DAV:"><d:response><d:href>&b;</d:href></d:response></d:multistatus>`))
			.toThrow(NextcloudUnexpectedAnswer)
	})

	it.each([
		['half a document', `${HEAD}<d:response><d:href>/x`],
		['a page', '<!DOCTYPE html><html><body>Sign in</body></html>'],
		['an error', '<d:error xmlns:d="DAV:"><s:exception xmlns:s="http://sabredav.org/ns">Sabre\\DAV\\Exception\\NotFound</s:exception></d:error>'],
		['a response without address', multistatus('<d:response><d:propstat/></d:response>')],
		['nothing', ''],
		['JSON', '{"ocs":{}}'],
	])('is not mistaken for %s', (_what, text) => {
		expect(() => readMultistatus(text)).toThrow(NextcloudUnexpectedAnswer)
	})
})
