// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

// What stands in the content of an embedded page is the app's own affair.
export {}
