// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Project } from '../planning/projects.ts'
import type { OriginData } from '../storages/file-links.ts'
import type { Storage } from '../storages/storages.ts'

import { ApiError, refuseFor } from '../api-error.ts'
import { allStorages, findStorageByHost, isActiveIn } from '../storages/storages.ts'

interface NewFileLink {
	storage: Storage
	origin: OriginData
}

interface Element {
	originData: Record<string, unknown>
	links: Record<string, unknown>
}

const MOST = 20

/**
 * Reads the body that links files to a work package: all of it is right, or none counts (section 4.3).
 *
 * @param instance
 * @param project Of the work package
 * @param body
 * @throws {ApiError} PropertyMissingError, PropertyFormatError, PropertyConstraintViolation, or several in a MultipleErrors
 */
export function readNewFileLinks(instance: Instance, project: Project, body: unknown): NewFileLink[] {
	const elements = elementsOf(body).map(element)
	const errors: ApiError[] = []
	const read = elements.map(({ originData, links }) => {
		const origin = readOrigin(originData)
		if (instance.refusesFileLink(origin.value)) {
			origin.errors.push(new ApiError('PropertyConstraintViolation', 'file-link.not-accepted', { value: origin.value.name, attribute: 'originData/name' }))
		}
		const storage = readStorage(instance, project, links, String(originData.name ?? ''))
		errors.push(...origin.errors, ...storage.errors)
		return { origin: origin.value, storage: storage.value }
	})
	refuseFor(errors)
	return read.filter((link): link is NewFileLink => link.storage !== undefined)
}

function elementsOf(body: unknown): unknown[] {
	const elements = property(property(body, '_embedded'), 'elements')
	const attribute = '_embedded/elements'
	if ((elements ?? null) === null || (Array.isArray(elements) && elements.length === 0)) {
		throw new ApiError('PropertyMissingError', 'body.missing', { value: attribute, attribute })
	}
	if (!Array.isArray(elements)) {
		throw new ApiError('PropertyFormatError', 'body.format', { value: attribute, attribute })
	}
	if (elements.length > MOST) {
		throw new ApiError('PropertyConstraintViolation', 'file-link.too-many', { attribute })
	}
	return elements
}

function element(candidate: unknown): Element {
	const part = (name: string) => {
		const value = property(candidate, name)
		const attribute = `_embedded/elements/${name}`
		if ((value ?? null) === null) {
			throw new ApiError('PropertyMissingError', 'body.missing', { value: attribute, attribute })
		}
		if (!isObject(value)) {
			throw new ApiError('PropertyFormatError', 'body.format', { value: attribute, attribute })
		}
		return value
	}
	return { originData: part('originData'), links: part('_links') }
}

interface Read<Value> {
	value: Value
	errors: ApiError[]
}

function readOrigin(data: Record<string, unknown>): Read<OriginData> {
	const errors: ApiError[] = []
	const text = (name: string, { required = false, most = Infinity } = {}) => {
		const value = String(data[name] ?? '')
		if (required && value.trim() === '') {
			errors.push(new ApiError('PropertyConstraintViolation', 'file-link.blank', { value: name, attribute: `originData/${name}` }))
		} else if (value.length > most) {
			errors.push(new ApiError('PropertyConstraintViolation', 'file-link.too-long', { value: name, attribute: `originData/${name}` }))
		}
		return value
	}
	const date = (name: string) => {
		const value = data[name] ?? null
		if (value === null) {
			return null
		}
		if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
			errors.push(new ApiError('PropertyFormatError', 'body.format', { value: name, attribute: `originData/${name}` }))
			return null
		}
		return new Date(value)
	}
	const value = {
		id: text('id', { required: true, most: 100 }),
		name: text('name', { required: true }),
		mimeType: text('mimeType', { most: 255 }),
		createdAt: date('createdAt'),
		lastModifiedAt: date('lastModifiedAt'),
		createdByName: text('createdByName'),
		lastModifiedByName: text('lastModifiedByName'),
	}
	return { value, errors }
}

/** The storage that an element names by its address or by its number. */
function readStorage(instance: Instance, project: Project, links: Record<string, unknown>, fileName: string): Read<Storage | undefined> {
	const [url, reference] = [property(links.storageUrl, 'href'), property(links.storage, 'href')]
	if (url === undefined && reference === undefined) {
		return { value: undefined, errors: [new ApiError('PropertyMissingError', 'body.missing', { value: '_links/storage', attribute: 'storage' })] }
	}
	const storage = reference === undefined
		? findStorageByHost(instance, String(url))
		: allStorages(instance).find(({ id }) => reference === `${instance.basePath}/api/v3/storages/${id}`)
	const wrong = (key: 'file-link.storage-unknown' | 'file-link.storage-not-linked') => new ApiError('PropertyConstraintViolation', key, { value: fileName, attribute: 'storage' })
	if (!storage) {
		return { value: undefined, errors: [wrong('file-link.storage-unknown')] }
	}
	return { value: storage, errors: isActiveIn(instance, storage.id, project) ? [] : [wrong('file-link.storage-not-linked')] }
}

function isObject(value: unknown): value is Record<string, unknown> {
	return value instanceof Object && !Array.isArray(value)
}

function property(value: unknown, name: string): unknown {
	return isObject(value) ? value[name] : undefined
}
