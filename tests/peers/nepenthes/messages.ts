// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

const english = {
	'unauthenticated.wrong': 'You did not provide the correct credentials.',
	'unauthenticated.missing': 'You need to be authenticated to access this resource.',
	'missing-permission': 'You are not authorized to access this resource.',
	'not-found': 'The requested resource could not be found.',
	'type-not-supported': 'Expected CONTENT-TYPE to be \'application/json\' but got \'%s\'.',
	'invalid-body': 'The request body was not a single JSON object.',
	internal: 'An internal error has occurred.',
	'multiple-errors': 'Multiple field constraints have been violated.',
	'query.malformed': 'The query parameter %s is missing or malformed.',
	'query.filter': 'Filters Invalid filter does not exist.',
	'query.operator': 'Filters %s filter does not know this operator.',
	'query.values': 'Filters %s filter has invalid values.',
	'query.sort': 'It is not possible to sort by %s.',
	'body.missing': 'Missing property: %s',
	'body.format': 'The property %s has the wrong format.',
	'file-link.too-many': 'Up to 20 file links can be created at once.',
	'file-link.blank': 'The request was invalid. %s can\'t be blank.',
	'file-link.too-long': 'The request was invalid. %s is too long.',
	'file-link.storage-unknown': 'The request was invalid. File Link %s - Storage does not exist.',
	'file-link.storage-not-linked': 'The request was invalid. File Link %s - Storage is not linked to project.',
	'file-link.status.view-allowed': 'View allowed',
	'file-link.status.view-not-allowed': 'View not allowed',
	'file-link.status.not-found': 'Not found',
	'file-link.status.error': 'Error',
	'storage.blank': '%s can\'t be blank.',
	'storage.taken': '%s has already been taken.',
	'storage.host-invalid': 'Host is not a valid URL.',
	'storage.type-unknown': 'Provider type is not supported.',
	'storage.state.connected': 'Connected',
	'storage.state.not-connected': 'Not connected',
	'storage.state.failed': 'Authorization failed',
	'storage.state.error': 'Error',
	anonymous: 'Anonymous',
	'page.sign-in': 'Sign in',
	'page.sign-out': 'Sign out',
	'page.username': 'Username',
	'page.password': 'Password',
	'page.sign-in.wrong': 'Invalid user or password. Please try again.',
	'page.form-expired': 'This form has expired. Please try again.',
	'page.welcome': 'Welcome, %s',
	'page.start': 'Home',
	'page.start.text': 'There are no projects yet.',
	'page.not-found': 'Page not found',
	'page.not-found.text': 'This page does not exist, or you may not see it.',
	'page.work-package.not-found': 'Work package %s not found',
	'page.work-package.not-found.text': 'It does not exist, or you may not see it.',
	'page.authorize': 'Authorize application',
	'page.authorize.text': '%s wants to act for you in this Nepenthes.',
	'page.authorize.approve': 'Authorize',
	'page.authorize.deny': 'Deny',
	'page.authorize.error': 'Authorization error',
	'page.authorize.unknown-client': 'Client authentication failed: the client is unknown.',
	'page.authorize.wrong-redirect': 'The requested redirect URI does not match the client\'s.',
	'page.error': 'Something went wrong',
	'page.error.text': 'Please try again in a moment.',
	'page.back': 'Back to the start page',
}

export type MessageKey = keyof typeof english

const german: Record<MessageKey, string> = {
	'unauthenticated.wrong': 'Die angegebenen Anmeldedaten sind nicht korrekt.',
	'unauthenticated.missing': 'Sie müssen angemeldet sein, um auf diese Ressource zuzugreifen.',
	'missing-permission': 'Sie sind nicht berechtigt, auf diese Ressource zuzugreifen.',
	'not-found': 'Die angeforderte Ressource konnte nicht gefunden werden.',
	'type-not-supported': 'Als CONTENT-TYPE wurde \'application/json\' erwartet, gesendet wurde \'%s\'.',
	'invalid-body': 'Der Inhalt der Anfrage war kein einzelnes JSON-Objekt.',
	internal: 'Ein interner Fehler ist aufgetreten.',
	'multiple-errors': 'Mehrere Feld-Anforderungen wurden verletzt.',
	'query.malformed': 'Der Abfrageparameter %s fehlt oder ist fehlerhaft.',
	'query.filter': 'Filter Diesen Filter gibt es nicht.',
	'query.operator': 'Filter Der Filter %s kennt diesen Operator nicht.',
	'query.values': 'Filter Der Filter %s hat ungültige Werte.',
	'query.sort': 'Nach %s kann nicht sortiert werden.',
	'body.missing': 'Fehlende Eigenschaft: %s',
	'body.format': 'Die Eigenschaft %s hat das falsche Format.',
	'file-link.too-many': 'Höchstens 20 Datei-Verknüpfungen können auf einmal angelegt werden.',
	'file-link.blank': 'Die Anfrage war ungültig. %s muss ausgefüllt werden.',
	'file-link.too-long': 'Die Anfrage war ungültig. %s ist zu lang.',
	'file-link.storage-unknown': 'Die Anfrage war ungültig. Datei-Verknüpfung %s - Diesen Speicher gibt es nicht.',
	'file-link.storage-not-linked': 'Die Anfrage war ungültig. Datei-Verknüpfung %s - Der Speicher ist nicht mit dem Projekt verbunden.',
	'file-link.status.view-allowed': 'Ansehen erlaubt',
	'file-link.status.view-not-allowed': 'Ansehen nicht erlaubt',
	'file-link.status.not-found': 'Nicht gefunden',
	'file-link.status.error': 'Fehler',
	'storage.blank': '%s muss ausgefüllt werden.',
	'storage.taken': '%s ist bereits vergeben.',
	'storage.host-invalid': 'Host ist keine gültige URL.',
	'storage.type-unknown': 'Diese Art von Speicher wird nicht unterstützt.',
	'storage.state.connected': 'Verbunden',
	'storage.state.not-connected': 'Nicht verbunden',
	'storage.state.failed': 'Autorisierung fehlgeschlagen',
	'storage.state.error': 'Fehler',
	anonymous: 'Anonym',
	'page.sign-in': 'Anmelden',
	'page.sign-out': 'Abmelden',
	'page.username': 'Benutzername',
	'page.password': 'Passwort',
	'page.sign-in.wrong': 'Benutzername oder Passwort ist falsch. Bitte versuchen Sie es noch einmal.',
	'page.form-expired': 'Dieses Formular ist abgelaufen. Bitte versuchen Sie es noch einmal.',
	'page.welcome': 'Willkommen, %s',
	'page.start': 'Startseite',
	'page.start.text': 'Es gibt noch keine Projekte.',
	'page.not-found': 'Seite nicht gefunden',
	'page.not-found.text': 'Diese Seite gibt es nicht, oder Sie dürfen sie nicht sehen.',
	'page.work-package.not-found': 'Arbeitspaket %s nicht gefunden',
	'page.work-package.not-found.text': 'Es existiert nicht, oder Sie dürfen es nicht sehen.',
	'page.authorize': 'Anwendung autorisieren',
	'page.authorize.text': '%s möchte in diesem Nepenthes für Sie handeln.',
	'page.authorize.approve': 'Autorisieren',
	'page.authorize.deny': 'Ablehnen',
	'page.authorize.error': 'Fehler bei der Autorisierung',
	'page.authorize.unknown-client': 'Der Client ist unbekannt.',
	'page.authorize.wrong-redirect': 'Die angeforderte Weiterleitungs-URI gehört nicht zum Client.',
	'page.error': 'Etwas ist schiefgegangen',
	'page.error.text': 'Bitte versuchen Sie es gleich noch einmal.',
	'page.back': 'Zur Startseite',
}

const languages = { en: english, de: german }

export type Language = keyof typeof languages

/**
 * The language in which a caller is answered: the user's own, else the first of `Accept-Language` that there is
 * (section 2.1).
 *
 * @param own The language that a signed-in user has set
 * @param accepted Header `Accept-Language`
 */
export function chooseLanguage(own: Language | undefined, accepted: string | undefined): Language {
	const wanted = (accepted ?? '').split(',').map((range) => range.trim().slice(0, 2).toLowerCase())
	return own ?? wanted.find((tag): tag is Language => Object.hasOwn(languages, tag)) ?? 'en'
}

export function message(language: Language, key: MessageKey, value = ''): string {
	return languages[language][key].replace('%s', () => value)
}
