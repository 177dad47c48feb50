// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackage } from '../planning/work-packages.ts'
import type { Html } from './html.ts'

import { html } from './html.ts'

/** As people write it: a number has a `#` before it, "NEP-7" has not (section 3.1). */
export const shownId = ({ displayId }: WorkPackage): string => /^\d+$/.test(displayId) ? `#${displayId}` : displayId

export const typeBadge = ({ type }: WorkPackage): Html => html`<span class="type type-${String(type.id)}">${type.name}</span>`

/** That it is closed is said by the check too, not by the colour alone. */
export const statusBadge = ({ status }: WorkPackage): Html => html`<span class="status status-${String(status.id)}">${status.isClosed && '✓ '}${status.name}</span>`
