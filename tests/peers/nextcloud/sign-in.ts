// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Signs in at a server as a browser does: the page, its token, the form. Gives the value of a Cookie header. */
export async function signIn(url: string, uid: string, password: string, rememberMe: boolean): Promise<string> {
	const cookies = new Map<string, string>()
	const keep = (response: Response) => {
		for (const header of response.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(header) ?? []
			if (name !== undefined && value !== undefined) {
				cookies.set(name, value)
			}
		}
	}
	const header = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
	const page = await fetch(`${url}/index.php/login`)
	keep(page)
	const token = /data-requesttoken="([^"]+)"/.exec(await page.text())?.[1] ?? ''
	const response = await fetch(`${url}/index.php/login`, {
		method: 'POST',
		redirect: 'manual',
		headers: { cookie: header(), origin: new URL(url).origin },
		body: new URLSearchParams({ user: uid, password, requesttoken: token, ...rememberMe ? { rememberme: '1' } : {} }),
	})
	keep(response)
	if (response.headers.get('location')?.includes('direct=1')) {
		throw new Error(`${uid} cannot sign in`)
	}
	return header()
}
