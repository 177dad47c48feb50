// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Agent } from 'undici'
import type { Instance } from './instance.ts'

import { exAppRoutes } from './appapi/ocs-routes.ts'
import { proxyRoutes } from './appapi/proxy.ts'
import { surfaceRoutes } from './appapi/surface-routes.ts'
import { valueRoutes } from './appapi/value-routes.ts'
import { dashboardRoutes } from './dashboard/routes.ts'
import { davRoutes } from './dav/routes.ts'
import { loginRoutes } from './login.ts'
import { authorizeRoute } from './oauth/authorize.ts'
import { oauthClientRoutes } from './oauth/client-routes.ts'
import { loginFlowRoutes } from './oauth/login-flow.ts'
import { tokenEndpoint } from './oauth/token-endpoint.ts'
import { capabilitiesRoute } from './ocs/capabilities.ts'
import { cloudUserRoutes } from './ocs/cloud-user.ts'
import { navigationRoutes } from './ocs/navigation.ts'
import { referenceRoutes } from './ocs/references.ts'
import { OcsRouter } from './ocs/router.ts'
import { shareRoutes } from './ocs/shares.ts'
import { chatPages } from './pages/chat.ts'
import { dashboardPage } from './pages/dashboard.ts'
import { embeddedPage } from './pages/embedded.ts'
import { filesPages } from './pages/files.ts'
import { publicSharePage } from './pages/public-share.ts'
import { declarativeSettingsRoutes, settingsPages } from './pages/settings.ts'
import { textPages } from './pages/text.ts'
import { pictureRoutes } from './pictures.ts'
import { referencePictureRoute } from './references/pictures.ts'
import { peopleRoute } from './search/people.ts'
import { searchRoutes } from './search/routes.ts'
import { chatRoutes } from './texts/chat-routes.ts'
import { documentRoutes } from './texts/document-routes.ts'
import { themeChoiceRoutes, themeRoutes } from './theming/routes.ts'
import { twoFactorRoutes } from './two-factor.ts'

/** Everything that PHP answers. */
export function addRoutes(app: FastifyInstance, instance: Instance, dispatcher: Agent): void {
	loginRoutes(app, instance)
	twoFactorRoutes(app, instance)
	authorizeRoute(app, instance)
	loginFlowRoutes(app, instance)
	tokenEndpoint(app, instance)
	oauthClientRoutes(app, instance)
	dashboardPage(app, instance)
	filesPages(app, instance)
	settingsPages(app, instance)
	embeddedPage(app, instance)
	publicSharePage(app, instance)
	textPages(app, instance)
	chatPages(app, instance)
	pictureRoutes(app, instance)
	referencePictureRoute(app, instance)
	peopleRoute(app, instance)
	themeRoutes(app)
	proxyRoutes(app, instance, dispatcher)
	davRoutes(app, instance)

	const ocs = new OcsRouter(app, instance)
	cloudUserRoutes(ocs, instance)
	capabilitiesRoute(ocs, instance)
	navigationRoutes(ocs, instance)
	dashboardRoutes(ocs, instance)
	searchRoutes(ocs, instance)
	referenceRoutes(ocs, instance)
	documentRoutes(ocs, instance)
	chatRoutes(ocs, instance)
	shareRoutes(ocs, instance)
	themeChoiceRoutes(ocs, instance)
	declarativeSettingsRoutes(ocs, instance)
	exAppRoutes(ocs, instance)
	valueRoutes(ocs, instance)
	surfaceRoutes(ocs, instance)
	ocs.close()
}
