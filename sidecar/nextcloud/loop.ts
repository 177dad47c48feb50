// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * Every call of the client carries this header. A gateway that receives it has been asked by its own sidecar: then the
 * address of Nextcloud leads back to the gateway.
 */
export const LOOP_HEADER = 'x-nepenthes-sidecar'
