#!/bin/sh
# SPDX-FileCopyrightText: integration_nepenthes contributors
# SPDX-License-Identifier: AGPL-3.0-or-later

# Starts the container's command. Deployed with HaRP, the app is reached through a tunnel that the container itself
# opens; it ends at a socket on which the sidecar then listens (nextcloud-contract 1.8).
set -eu

socket=/tmp/exapp.sock
config=/tmp/frpc.toml

if [ -n "${HP_SHARED_KEY:-}" ]; then
	# A container that was killed leaves its socket behind, and nobody could listen there again.
	rm -f "$socket"
	umask 077
	{
		cat <<-TUNNEL
			serverAddr = "$HP_FRP_ADDRESS"
			serverPort = $HP_FRP_PORT
			loginFailExit = false
			metadatas.token = "$HP_SHARED_KEY"
		TUNNEL
		if [ -d /certs/frp ]; then
			cat <<-TLS
				transport.tls.certFile = "/certs/frp/client.crt"
				transport.tls.keyFile = "/certs/frp/client.key"
				transport.tls.trustedCaFile = "/certs/frp/ca.crt"
				transport.tls.serverName = "harp.nc"
			TLS
		else
			echo 'transport.tls.enable = false'
		fi
		cat <<-PROXY

			[[proxies]]
			name = "$APP_ID"
			type = "tcp"
			remotePort = $APP_PORT
			[proxies.plugin]
			type = "unix_domain_socket"
			unixPath = "$socket"
		PROXY
	} > "$config"
	umask 022
	# Without its tunnel the sidecar cannot be reached: it stops too, and Docker starts both again.
	{ frpc -c "$config" || true; kill -TERM $$; } &
fi

exec "$@"
