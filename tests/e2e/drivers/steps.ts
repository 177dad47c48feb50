// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Steps } from '../driver.ts'

/**
 * The steps in the pages of Nextcloud 34; found by what does not depend on the language, since accounts have theirs.
 *
 * @param url where the pages are
 */
export function nextcloudSteps(url: string): Steps {
	const openedTab: Steps['openedTab'] = async (page, name) => {
		const tab = page.getByRole('tab', { name, selected: true })
		return page.locator(`#${await tab.getAttribute('aria-controls')}`)
	}
	const openAppMenu: Steps['openAppMenu'] = async (page) => {
		await page.locator('#header [popovertarget], #header .app-menu button').first().click()
		const menu = page.locator('#app-menu-entries, .app-menu__popover')
		await menu.locator('a').first().waitFor()
		return menu
	}
	const fillSignIn: Steps['fillSignIn'] = async (page, { id, password }) => {
		await page.locator('input[name=user]').fill(id)
		await page.locator('input[name=password]').fill(password)
		await page.locator('form [type=submit]').first().click()
	}
	return {
		async signIn(page, account) {
			await page.goto(`${url}/index.php/login`)
			await fillSignIn(page, account)
			await page.waitForURL(({ pathname }) => !pathname.includes('/login'))
		},

		fillSignIn,

		async signOut(page) {
			await page.locator('#header .user-menu button, #user-menu button').first().click()
			await page.locator('#logout, #logout a').last().click()
			await page.waitForURL(/\/login/)
		},

		async openFiles(page, folder = '/') {
			await page.goto(`${url}/index.php/apps/files/files?${new URLSearchParams({ dir: folder })}`)
			await page.locator('[data-cy-files-list-row]').first().waitFor()
		},

		async openDetails(page, name) {
			const row = page.locator(`[data-cy-files-list-row-name="${name}"]`)
			await row.locator('[data-cy-files-list-row-actions] button').last().click()
			const details = page.locator('[data-cy-files-list-row-action="details"]')
			await details.click()
			// A menu that closes gives the focus back, and closes any other: whoever goes on before would suffer from both.
			await details.waitFor({ state: 'detached' })
			await page.locator('[data-cy-sidebar]').getByText(name).first().waitFor()
		},

		async openTab(page, name) {
			const tab = page.getByRole('tab', { name })
			await tab.click()
			return openedTab(page, name)
		},

		openedTab,

		async openDashboard(page) {
			await page.goto(`${url}/index.php/apps/dashboard/`)
			await page.locator('#app-dashboard .panels').waitFor()
		},

		async toggleWidget(page, id) {
			await page.locator('#app-dashboard .footer button').click()
			const choice = page.locator(`label[for="panel-checkbox-${id}"]`)
			const saved = page.waitForResponse((response) => response.url().endsWith('/apps/dashboard/api/v3/layout'))
			await choice.click()
			await saved
			await page.locator('.header-close:visible, .modal-container__close:visible').first().click()
			await choice.waitFor({ state: 'detached' })
		},

		widget: (page, id) => page.locator(`[data-id="${id}"]`),

		async openSearch(page) {
			await page.locator('.unified-search-input__button').click()
			const dialog = page.getByRole('dialog').filter({ has: page.locator('[data-cy-unified-search-filters]') })
			await dialog.waitFor()
			return dialog
		},

		openAppMenu,

		async openApp(page, name) {
			await openAppMenu(page)
			await page.getByRole('link', { name, exact: true }).click()
			await page.getByRole('heading', { name, level: 2 }).waitFor()
		},
	}
}
