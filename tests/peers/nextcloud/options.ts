// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** How a stand-in Nextcloud is started; everything has a default. */
export interface NextcloudOptions {
	/** Address to listen on; default 127.0.0.1. */
	host?: string
	/** Default 0: any free port. */
	port?: number
	/** Sub-folder of an installation, such as `/nextcloud`; default none. */
	webroot?: string
	/** False: pages are linked, and answered, below `/index.php` only. */
	prettyUrls?: boolean
	/** Hosts (with port) that it may be reached by, besides its own. */
	trustedDomains?: string[]
	/** Addresses whose X-Forwarded-* count; default 127.0.0.1. */
	trustedProxies?: string[]
	/** Accounts and files of the demo; default true. Without it there is only the administrator. */
	seed?: boolean
	/** Compress pages and JSON for who accepts gzip, as the web server in front of a real one does; default true. */
	compressPages?: boolean
	/** Whether a remember-me token is good for one use only, as it really is; default true. */
	rotateRememberMe?: boolean
	/** Whether guests may ask for link previews, and anyone for pages of other sites, only so often, as it really is; default true. */
	rateLimits?: boolean
	/** Milliseconds that every request of a signed-in session takes longer, as the PHP of a real one; default 0. */
	sessionCheckDelay?: number
	/** The address that Nextcloud believes to have when no request tells it (`overwrite.cli.url`); default its own. */
	publicUrl?: string
	/** Folder for the files; default a temporary one that is removed at close. */
	dataDirectory?: string
	/** File of the database; default in memory. */
	database?: string
	/** The time by which OAuth codes and tokens run out and entered passwords grow old; default the real one. */
	clock?: () => Date
}

export type Settings = Required<Omit<NextcloudOptions, 'publicUrl' | 'dataDirectory' | 'database' | 'clock'>> & {
	publicUrl: string
	dataDirectory: string
	/** Whether `dataDirectory` goes when the server closes. */
	temporaryData: boolean
}

/** What the real one calls itself, where version matters. */
export const version = { major: 34, minor: 0, micro: 1, string: '34.0.1', full: '34.0.1.2', appApi: '34.0.0' } as const
