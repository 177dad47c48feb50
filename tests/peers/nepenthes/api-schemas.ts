// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TObject, TProperties, TSchema } from 'typebox'

import Type from 'typebox'

/**
 * What the published description of the API says of the resources that are used, as far as they are used. What it
 * calls optional but every server gives is required here. Where the contract (nepenthes-api.md) differs from the
 * description, the contract holds, and the line says so.
 */

const DateTime = Type.String({ format: 'date-time' })
const Day = Type.String({ format: 'date' })
const Id = Type.Integer({ minimum: 1 })

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

const exact = { additionalProperties: false }

/** Nothing beside the properties named: an unknown one is a mistake in this stand-in. */
export const Link = Type.Object({
	href: orNull(Type.String({ minLength: 1 })),
	title: Type.Optional(Type.String()),
	templated: Type.Optional(Type.Boolean()),
	method: Type.Optional(Type.String()),
	payload: Type.Optional(Type.Object({})),
	identifier: Type.Optional(Type.String()),
	type: Type.Optional(Type.String()),
}, exact)

const links = <Properties extends TProperties>(properties: Properties) => Type.Object(properties, { additionalProperties: Type.Union([Link, Type.Array(Link)]) })

const optionalLinks = (...names: string[]) => Object.fromEntries(names.map((name) => [name, Type.Optional(Link)]))

/** `details` or, different from the description, `errors` (2.5). */
export const ApiErrorBody = Type.Object({
	_type: Type.Literal('Error'),
	errorIdentifier: Type.String({ pattern: '^urn:openproject-org:api:v3:errors:' }),
	message: Type.String({ minLength: 1 }),
	_embedded: Type.Optional(Type.Union([
		Type.Object({ details: Type.Object({ attribute: Type.String() }, exact) }, exact),
		Type.Object({ errors: Type.Array(Type.Object({ _type: Type.Literal('Error'), errorIdentifier: Type.String(), message: Type.String() }), { minItems: 2 }) }, exact),
	])),
}, exact)

const Formattable = Type.Object({
	format: Type.Union([Type.Literal('plain'), Type.Literal('markdown'), Type.Literal('custom')]),
	raw: Type.String(),
	html: Type.String(),
}, exact)

/** Colours are also written with three digits (2.2). */
const Color = orNull(Type.String({ pattern: '^#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$' }))

export const Status = Type.Object({
	_type: Type.Literal('Status'),
	id: Id,
	name: Type.String(),
	isClosed: Type.Boolean(),
	color: Color,
	isDefault: Type.Boolean(),
	isReadonly: Type.Boolean(),
	excludedFromTotals: Type.Boolean(),
	// Null is not in the description; it is in the example of the contract (3.4).
	defaultDoneRatio: orNull(Type.Integer({ minimum: 0, maximum: 100 })),
	position: Type.Integer(),
	_links: links({ self: Link }),
}, exact)

export const WorkPackageType = Type.Object({
	_type: Type.Literal('Type'),
	id: Id,
	name: Type.String(),
	color: Color,
	position: Type.Integer(),
	isDefault: Type.Boolean(),
	isMilestone: Type.Boolean(),
	createdAt: DateTime,
	updatedAt: DateTime,
	_links: links({ self: Link }),
}, exact)

export const Priority = Type.Object({
	_type: Type.Literal('Priority'),
	id: Id,
	name: Type.String({ minLength: 1 }),
	position: Id,
	// Not in the description; in the contract (3.4).
	color: Color,
	isDefault: Type.Boolean(),
	isActive: Type.Boolean(),
	_links: links({ self: Link }),
}, exact)

export const User = Type.Object({
	_type: Type.Literal('User'),
	id: Id,
	name: Type.String(),
	// An empty text where there is no picture elsewhere; the description wants a URI or null.
	avatar: Type.String(),
	login: Type.Optional(Type.String({ maxLength: 256 })),
	firstName: Type.Optional(Type.String({ maxLength: 30 })),
	lastName: Type.Optional(Type.String({ maxLength: 30 })),
	email: Type.Optional(Type.String({ maxLength: 60 })),
	admin: Type.Optional(Type.Boolean()),
	status: Type.Optional(Type.String()),
	language: Type.Optional(Type.String()),
	identityUrl: Type.Optional(orNull(Type.String())),
	createdAt: DateTime,
	updatedAt: DateTime,
	_links: links({ self: Link, showUser: Link }),
}, exact)

const Group = Type.Object({
	_type: Type.Literal('Group'),
	id: Id,
	name: Type.String(),
	createdAt: DateTime,
	updatedAt: DateTime,
	_links: links({ self: Link }),
}, exact)

const PlaceholderUser = Type.Object({
	_type: Type.Literal('PlaceholderUser'),
	id: Id,
	name: Type.String(),
	status: Type.String(),
	createdAt: DateTime,
	updatedAt: DateTime,
	_links: links({ self: Link }),
}, exact)

export const Principal = Type.Union([User, Group, PlaceholderUser])

export const Project = Type.Object({
	_type: Type.Literal('Project'),
	id: Id,
	identifier: Type.String(),
	name: Type.String(),
	active: Type.Boolean(),
	public: Type.Boolean(),
	favorited: Type.Boolean(),
	// Not in the description of this resource; in the contract (3.5).
	description: Formattable,
	statusExplanation: Formattable,
	createdAt: DateTime,
	updatedAt: DateTime,
	_links: links({
		self: Link,
		categories: Link,
		...optionalLinks('createWorkPackage', 'createWorkPackageImmediately', 'types', 'versions', 'workPackages', 'parent', 'status', 'projectStorages'),
		storages: Type.Optional(Type.Array(Link)),
		ancestors: Type.Array(Link),
	}),
}, exact)

export const Version = Type.Object({
	_type: Type.Literal('Version'),
	id: Id,
	name: Type.String(),
	description: Formattable,
	startDate: orNull(Day),
	endDate: orNull(Day),
	status: Type.Union([Type.Literal('open'), Type.Literal('locked'), Type.Literal('closed')]),
	sharing: Type.String(),
	createdAt: DateTime,
	updatedAt: DateTime,
	_links: links({ self: Link, schema: Link, definingProject: Link, availableInProjects: Link }),
}, exact)

export const Category = Type.Object({
	_type: Type.Literal('Category'),
	id: Id,
	name: Type.String(),
	_links: links({ self: Link, project: Link }),
}, exact)

/** What a custom field of a simple kind holds. The description gives all of them one name pattern. */
const customValue = Type.Union([Type.Null(), Type.Number(), Type.Boolean(), Type.String(), Formattable])

const exactButCustomFields = { ...exact, patternProperties: { '^customField\\d+$': customValue } }

const workPackage = {
	_type: Type.Literal('WorkPackage'),
	id: Id,
	// Only in recent servers and not in the description (3.1).
	displayId: Type.String({ pattern: '^(?:\\d+|[A-Z][A-Z0-9_]{0,9}-\\d+)$' }),
	lockVersion: Type.Integer(),
	subject: Type.String({ minLength: 1, maxLength: 255 }),
	description: Formattable,
	scheduleManually: Type.Boolean(),
	readonly: Type.Boolean(),
	startDate: Type.Optional(orNull(Day)),
	dueDate: Type.Optional(orNull(Day)),
	date: Type.Optional(orNull(Day)),
	derivedStartDate: Type.Optional(orNull(Day)),
	derivedDueDate: Type.Optional(orNull(Day)),
	duration: Type.Optional(orNull(Type.String({ format: 'duration' }))),
	estimatedTime: orNull(Type.String({ format: 'duration' })),
	derivedEstimatedTime: orNull(Type.String({ format: 'duration' })),
	// These two are not in the description; in the contract (3.3).
	remainingTime: orNull(Type.String({ format: 'duration' })),
	derivedRemainingTime: orNull(Type.String({ format: 'duration' })),
	ignoreNonWorkingDays: Type.Boolean(),
	percentageDone: orNull(Type.Integer({ minimum: 0, maximum: 100 })),
	derivedPercentageDone: orNull(Type.Integer({ minimum: 0, maximum: 100 })),
	createdAt: DateTime,
	updatedAt: DateTime,
	_links: links({
		self: Link,
		schema: Link,
		ancestors: Type.Array(Link),
		author: Link,
		priority: Link,
		project: Link,
		status: Link,
		type: Link,
		assignee: Link,
		parent: Link,
		...optionalLinks('fileLinks', 'addFileLink', 'update', 'updateImmediately', 'delete', 'responsible', 'category', 'version', 'attachments', 'relations', 'watchers'),
		customActions: Type.Array(Link),
	}),
}

/** An element of a list, without `_embedded` (2.3). */
export const ListedWorkPackage = Type.Object(workPackage, exactButCustomFields)

const OAuthApplication = Type.Object({
	_type: Type.Literal('OAuthApplication'),
	id: Id,
	name: Type.String(),
	clientId: Type.String(),
	clientSecret: Type.Optional(Type.String()),
	confidential: Type.Boolean(),
	createdAt: DateTime,
	updatedAt: DateTime,
	scopes: Type.Array(Type.String()),
	_links: links({ self: Link, owner: Link, integration: Link, redirectUri: Type.Array(Link) }),
}, exact)

const OAuthClientCredentials = Type.Object({
	_type: Type.Literal('OAuthClientCredentials'),
	id: Id,
	clientId: Type.String(),
	confidential: Type.Boolean(),
	createdAt: DateTime,
	updatedAt: DateTime,
	_links: links({ self: Link, integration: Link }),
}, exact)

export const Storage = Type.Object({
	_type: Type.Literal('Storage'),
	id: Type.Integer(),
	name: Type.String(),
	// Null where storages are not joined by single sign-on; the description wants a text (4.5).
	storageAudience: orNull(Type.String()),
	tokenExchangeScope: orNull(Type.String()),
	hasApplicationPassword: Type.Boolean(),
	forbiddenFileNameCharacters: Type.String(),
	configured: Type.Boolean(),
	createdAt: DateTime,
	updatedAt: DateTime,
	// For administrators only.
	_embedded: Type.Optional(Type.Object({
		oauthApplication: OAuthApplication,
		oauthClientCredentials: Type.Optional(OAuthClientCredentials),
	}, exact)),
	_links: links({
		self: Link,
		type: Link,
		origin: Link,
		authenticationMethod: Link,
		open: Link,
		authorizationState: Link,
		...optionalLinks('authorize', 'oauthApplication', 'oauthClientCredentials'),
		// Neither is in the description; both are in the contract (4.5).
		prepareUpload: Type.Array(Link),
		projectStorages: Link,
	}),
}, exact)

export const FileLink = Type.Object({
	_type: Type.Literal('FileLink'),
	id: Type.Integer(),
	createdAt: DateTime,
	updatedAt: DateTime,
	originData: Type.Object({
		id: Type.String({ minLength: 1, maxLength: 100 }),
		name: Type.String(),
		mimeType: Type.String({ maxLength: 255 }),
		// No `size`: real servers take it and drop it. Dates may be null, where the description wants text (4.2, 4.3).
		createdAt: orNull(DateTime),
		lastModifiedAt: orNull(DateTime),
		createdByName: Type.String(),
		lastModifiedByName: Type.String(),
	}, exact),
	// May be missing in collections, where the description has it always (4.2).
	_embedded: Type.Optional(Type.Object({ storage: Storage, container: ListedWorkPackage }, exact)),
	_links: links({
		self: Link,
		storage: Link,
		container: Link,
		creator: Link,
		...optionalLinks('delete', 'status'),
		// `originOpen` and `originOpenLocation` existed in older servers only (4.2).
		staticOriginOpen: Link,
		staticOriginOpenLocation: Link,
		staticOriginDownload: Link,
	}),
}, exact)

export const ProjectStorage = Type.Object({
	_type: Type.Literal('ProjectStorage'),
	id: Id,
	// `automatic` is not in the description (4.7).
	projectFolderMode: Type.Union([Type.Literal('inactive'), Type.Literal('manual'), Type.Literal('automatic')]),
	createdAt: DateTime,
	updatedAt: DateTime,
	_links: links({ self: Link, creator: Link, storage: Link, project: Link, ...optionalLinks('projectFolder', 'open', 'openWithConnectionEnsured') }),
}, exact)

/** A collection without pages. Lists of file links are such, although the description gives them pages (2.3). */
export function collectionOf(element: TSchema): TObject {
	return Type.Object({
		_type: Type.Literal('Collection'),
		total: Type.Integer({ minimum: 0 }),
		count: Type.Integer({ minimum: 0 }),
		_embedded: Type.Object({ elements: Type.Array(element) }, exact),
		_links: links({ self: Link }),
	}, exact)
}

const pageLinks = links({ self: Link, jumpTo: Link, changeSize: Link, ...optionalLinks('previousByOffset', 'nextByOffset') })

const paging = {
	total: Type.Integer({ minimum: 0 }),
	count: Type.Integer({ minimum: 0 }),
	pageSize: Type.Integer({ minimum: 0 }),
	offset: Type.Integer({ minimum: 1 }),
	_links: pageLinks,
}

export const Projects = Type.Object({
	_type: Type.Literal('Collection'),
	...paging,
	_embedded: Type.Object({ elements: Type.Array(Project) }, exact),
}, exact)

export const Principals = Type.Object({
	_type: Type.Literal('Collection'),
	...paging,
	_embedded: Type.Object({ elements: Type.Array(Principal) }, exact),
}, exact)

/** Of a type of its own, and with schemas, neither of which is in the description (2.3). */
export const WorkPackages = Type.Object({
	_type: Type.Literal('WorkPackageCollection'),
	...paging,
	_embedded: Type.Object({
		elements: Type.Array(ListedWorkPackage),
		schemas: collectionOf(Type.Object({ _type: Type.Literal('Schema') })),
	}, exact),
}, exact)

/** With all that a single one embeds (3.3). */
export const SingleWorkPackage = Type.Object({
	...workPackage,
	_embedded: Type.Object({
		project: Project,
		status: Status,
		type: WorkPackageType,
		priority: Priority,
		author: User,
		assignee: Type.Optional(Principal),
		responsible: Type.Optional(Principal),
		category: Type.Optional(Category),
		version: Type.Optional(Version),
		parent: Type.Optional(ListedWorkPackage),
		attachments: collectionOf(Type.Unknown()),
		relations: collectionOf(Type.Unknown()),
		fileLinks: Type.Optional(collectionOf(FileLink)),
		customActions: Type.Array(Type.Unknown()),
	}, exact),
}, exactButCustomFields)
