// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

export type SectionType = 'personal' | 'admin'

/** The sections of the settings that come with the server. */
export const settingsSections: Record<SectionType, [id: string, name: string][]> = {
	personal: [['personal-info', 'Personal info'], ['security', 'Security'], ['notifications', 'Notifications'], ['theming', 'Appearance and accessibility']],
	admin: [['overview', 'Overview'], ['server', 'Basic settings'], ['sharing', 'Sharing'], ['security', 'Security'], ['theming', 'Theming']],
}
