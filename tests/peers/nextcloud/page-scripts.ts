// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Stands in the address of scripts and styles, so that they can be kept for good. */
export const assetVersion = 'f771e41c'

/** Scripts of every signed-in page: the header with its menus. */
export const coreScripts = ['/dist/core.mjs']

/** The style sheet that is built with them. */
export const shellStyles = ['/dist/shell.css']
