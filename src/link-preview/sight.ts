// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** What to do when one of these elements is seen. */
const seeing = new Map<Element, () => void>()
const inView = new Set<Element>()
let observer: IntersectionObserver | undefined

function onIntersection(entries: IntersectionObserverEntry[]): void {
	for (const { target, isIntersecting } of entries) {
		if (!isIntersecting) {
			inView.delete(target)
		} else if (seeing.has(target) && !inView.has(target)) {
			inView.add(target)
			if (document.visibilityState === 'visible') {
				seeing.get(target)?.()
			}
		}
	}
}

function onVisibilityChange(): void {
	if (document.visibilityState === 'visible') {
		inView.forEach((element) => seeing.get(element)?.())
	}
}

/**
 * Tells whenever an element comes into sight: when it is there first, when it is scrolled to, and when the page is seen
 * again. Gives what ends it.
 *
 * @param element
 * @param seen
 */
export function watchSight(element: Element, seen: () => void): () => void {
	if (observer === undefined) {
		observer = new IntersectionObserver(onIntersection)
		document.addEventListener('visibilitychange', onVisibilityChange)
	}
	seeing.set(element, seen)
	observer.observe(element)
	return () => {
		observer?.unobserve(element)
		seeing.delete(element)
		inView.delete(element)
	}
}
