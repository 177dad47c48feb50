# SPDX-FileCopyrightText: integration_nepenthes contributors
# SPDX-License-Identifier: AGPL-3.0-or-later

# The page needs the tools to be built; the sidecar runs its TypeScript as it is.
FROM node:24-slim AS page
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json vite.config.ts ./
COPY sidecar/contract sidecar/contract
COPY src src
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

# The tunnel client that HaRP wants in every app's container.
FROM fatedier/frpc:v0.61.1 AS tunnel

FROM node:24-slim
# Reaps what the tunnel leaves behind and hands signals on, so that no --init is needed.
RUN apt-get update \
	&& apt-get install --yes --no-install-recommends tini \
	&& rm -rf /var/lib/apt/lists/*
COPY --from=tunnel /usr/bin/frpc /usr/local/bin/frpc
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=page /app/dist dist
COPY appinfo appinfo
COPY src/img src/img
COPY sidecar sidecar
# A container is the gateway's own host: whoever can reach its network may come in, as any visitor of Nextcloud.
ENV NODE_ENV=production GATEWAY_HOST=0.0.0.0
USER node
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["node", "sidecar/health-check.ts"]
ENTRYPOINT ["tini", "--", "sidecar/exapp/entrypoint.sh"]
CMD ["node", "sidecar/main.ts"]
