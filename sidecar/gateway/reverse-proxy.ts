// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { LOOP_HEADER } from '../nextcloud/loop.ts'
import { PATH_RULES } from './paths.ts'

export interface ReverseProxyOptions {
	/** Where the gateway listens: `http://127.0.0.1:8080`. */
	gateway: string
	/** Path below which Nextcloud lives: '' or '/nextcloud'. */
	webroot: string
}

/** The table of paths, for one web root. */
function rules(webroot: string): { toGateway: boolean, what: string, pattern: string }[] {
	const below = webroot.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&')
	return PATH_RULES.map(({ kind, what, pattern }) => ({ toGateway: kind !== 'nextcloud', what, pattern: pattern.replace(/^\^/, `^${below}`) }))
}

function nginx({ gateway, webroot }: ReverseProxyOptions): string {
	const lines = rules(webroot).map(({ toGateway, what, pattern }) => `    # ${what}\n    "~${pattern}" ${toGateway ? 1 : 0};`)
	const header = `$http_${LOOP_HEADER.replaceAll('-', '_')}`
	return `# Outside of server { }. What the gateway itself asks is marked by a header and goes to Nextcloud.
map "${header}$uri" $nepenthes {
    default 0;
${lines.join('\n')}
}

# In the server { } of Nextcloud, before its locations.
error_page 418 = @nepenthes;
if ($nepenthes) {
    return 418;
}
location @nepenthes {
    proxy_pass ${gateway};
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header Connection "";
    proxy_request_buffering off;
    proxy_buffering off;
}
`
}

function apache({ gateway, webroot }: ReverseProxyOptions): string {
	const lines = rules(webroot).map(({ toGateway, what, pattern }) => `# ${what}\nProxyPassMatch "${pattern}" "${toGateway ? gateway : '!'}"`)
	return `# In the public <VirtualHost> of Nextcloud; modules proxy, proxy_http and headers. NEXTCLOUD_UPSTREAM is the address
# of a second <VirtualHost> of Nextcloud, on loopback and without these lines.
ProxyPreserveHost On
RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}
AllowEncodedSlashes NoDecode
${lines.join('\n')}
`
}

function caddy({ gateway, webroot }: ReverseProxyOptions): string {
	const blocks = rules(webroot).map(({ toGateway, what, pattern }, i) => `    # ${what}
    @nepenthes${i} path_regexp ${pattern}
    handle @nepenthes${i} {
        ${toGateway ? `reverse_proxy ${gateway.replace(/^https?:\/\//, '')}` : 'import nextcloud'}
    }`)
	return `# NEXTCLOUD_UPSTREAM is the address in the first block.
(nextcloud) {
    reverse_proxy 127.0.0.1:8081
}
cloud.example {
${blocks.join('\n')}
    handle {
        import nextcloud
    }
}
`
}

/** Examples by the name of the proxy. The first rule that matches decides in each of them, as in the table. */
export const REVERSE_PROXIES = { nginx, apache, caddy } as const
