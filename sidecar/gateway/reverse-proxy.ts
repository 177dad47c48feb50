// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { LOOP_HEADER } from '../nextcloud/loop.ts'
import { PATH_RULES } from './paths.ts'

export interface ReverseProxyOptions {
	/** Where the gateway listens: `http://127.0.0.1:8080`. */
	gateway: string
	/** Where Nextcloud is reached without passing the gateway, as in NEXTCLOUD_UPSTREAM; a path in it counts for nothing. */
	nextcloud: string
	/** Path below which Nextcloud lives: '' or '/nextcloud'. */
	webroot: string
}

/** Seconds that a gateway may take to accept a connection, before Nextcloud alone answers. */
const CONNECT_SECONDS = 2

/** Seconds for which a gateway that took no connection is not asked again, where a proxy remembers that. */
const AWAY_SECONDS = 10

/** The table of paths, for one web root. */
function rules(webroot: string): { toGateway: boolean, what: string, pattern: string }[] {
	const below = webroot.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&')
	return PATH_RULES.map(({ kind, what, pattern }) => ({ toGateway: kind !== 'nextcloud', what, pattern: pattern.replace(/^\^/, `^${below}`) }))
}

/** Scheme, host and port of an address, the port also where it is the usual one. */
function addressOf(url: string): { scheme: string, authority: string } {
	const { protocol, hostname, port } = new URL(url)
	const scheme = protocol.slice(0, -1)
	return { scheme, authority: `${hostname}:${port || (scheme === 'https' ? 443 : 80)}` }
}

function nginx({ gateway, nextcloud, webroot }: ReverseProxyOptions): string {
	const lines = rules(webroot).map(({ toGateway, what, pattern }) => `    # ${what}\n    "~${pattern}" ${toGateway ? 1 : 0};`)
	const header = `$http_${LOOP_HEADER.replaceAll('-', '_')}`
	const passing = (group: string, url: string) => `proxy_pass ${addressOf(url).scheme}://${group}$request_uri;
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header Connection "";
    proxy_buffering off;`
	return `# Outside of server { }. What the gateway itself asks is marked by a header and goes to Nextcloud.
map "${header}$uri" $nepenthes {
    default 0;
${lines.join('\n')}
}
upstream nepenthes_gateway {
    server ${addressOf(gateway).authority};
}
# NEXTCLOUD_UPSTREAM; it may be this server itself.
upstream nepenthes_nextcloud {
    server ${addressOf(nextcloud).authority};
}

# In the server { } of Nextcloud, before its locations.
if ($nepenthes) {
    rewrite ^ /.nepenthes last;
}
location = /.nepenthes {
    internal;
    # A body is there as a whole before it is sent, so that Nextcloud gets it where the gateway takes no connection.
    proxy_request_buffering on;
    proxy_connect_timeout ${CONNECT_SECONDS}s;
    error_page 502 504 = @nepenthes_away;
    ${passing('nepenthes_gateway', gateway)}
}
# Nextcloud alone, as if there were no gateway.
location @nepenthes_away {
    # There was a connection, so the request may have been sent: it is not sent again.
    if ($upstream_connect_time != "-") {
        return 502;
    }
    proxy_set_header ${LOOP_HEADER} 1;
    ${passing('nepenthes_nextcloud', nextcloud)}
}
`
}

function apache({ gateway, nextcloud, webroot }: ReverseProxyOptions): string {
	const lines = rules(webroot).map(({ toGateway, what, pattern }) => `# ${what}\nProxyPassMatch "${pattern}" "${toGateway ? 'balancer://nepenthes' : '!'}"`)
	const member = (url: string) => `BalancerMember "${addressOf(url).scheme}://${addressOf(url).authority}"`
	return `# In the public <VirtualHost> of Nextcloud; modules proxy, proxy_http, proxy_balancer, slotmem_shm,
# lbmethod_byrequests and headers.
# NEXTCLOUD_UPSTREAM is the address of a second <VirtualHost> of Nextcloud, on loopback and without these lines.
ProxyPreserveHost On
RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}
AllowEncodedSlashes NoDecode
# Where the gateway takes no connection, Nextcloud alone answers.
<Proxy "balancer://nepenthes">
    ${member(gateway)} connectiontimeout=${CONNECT_SECONDS} retry=${AWAY_SECONDS}
    ${member(nextcloud)} status=+H
</Proxy>
${lines.join('\n')}
`
}

function caddy({ gateway, nextcloud, webroot }: ReverseProxyOptions): string {
	const blocks = rules(webroot).map(({ toGateway, what, pattern }, i) => `    # ${what}
    @nepenthes${i} path_regexp ${pattern}
    handle @nepenthes${i} {
        import ${toGateway ? 'nepenthes' : 'nextcloud'}
    }`)
	const address = (url: string) => url.startsWith('https:') ? `https://${addressOf(url).authority}` : addressOf(url).authority
	return `# NEXTCLOUD_UPSTREAM is the address in the first block.
(nextcloud) {
    reverse_proxy ${address(nextcloud)}
}
# Where the gateway takes no connection, Nextcloud alone answers: with the body too, if it was kept until then.
# "buffer_requests" is "request_buffers 64MB" from Caddy 2.7 on.
(nepenthes) {
    reverse_proxy ${address(gateway)} ${address(nextcloud)} {
        lb_policy first
        lb_retries 1
        buffer_requests
        fail_duration ${AWAY_SECONDS}s
        transport http {
            dial_timeout ${CONNECT_SECONDS}s
        }
    }
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
