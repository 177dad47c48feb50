// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Failure } from '../connection/failure.ts'

/** Milliseconds between two questions. */
const INTERVAL = 60_000

/** Milliseconds; failures double the interval up to this. */
const LONGEST_INTERVAL = 15 * 60_000

/** What came of a question. Tabs hand it on to each other, so it is plain data. */
export type News<Answer>
	= | { kind: 'answer', answer: Answer, askedAt: number }
		| { kind: 'failure', failure: Failure }

/** A question that was not answered. */
export interface Refusal {
	failure: Failure
	/** Asking again will not help until the user has done something. */
	final: boolean
	/** Seconds after which the server wants to be asked again, if it says so. */
	retryAfter: number | null
}

/** When to ask next, as all tabs know it. */
interface Plan {
	/** Questions that failed in a row. */
	failures: number
	/** Milliseconds since 1970; null when there is no use in asking. */
	next: number | null
	/** Nobody asks before that, whatever the user does: the server wants it so. */
	notBefore: number
}

/** What tabs tell each other. */
type Message<Answer, Word>
	/** A tab is seen again, or its user wants to try again. */
	= | { kind: 'wanted' }
		| { kind: 'news', news: News<Answer>, plan: Plan }
		| { kind: 'word', word: Word }

export interface SharedPoll<Word> {
	/** Asks as soon as it may be asked, whoever of the tabs does it. */
	askNow: () => void
	/** Tells the other tabs something. */
	tell: (word: Word) => void
	stop: () => void
}

/**
 * Asks for something again and again, every 60 seconds, while the page is seen; less often after failures, never while
 * there is no use in it, and at once when the page is seen again. Of all tabs of a browser that go by the same name one
 * asks, and tells the others: the one that holds the lock. A tab that is not seen lets go of it. A browser without locks
 * or channels lets each tab ask for itself.
 *
 * @param name of what is asked for, and for whom
 * @param on what the tab does
 * @param on.ask the question; throws whatever
 * @param on.refused judges what the question threw
 * @param on.news what came of a question, of this tab or another
 * @param on.told what another tab tells
 */
export function startSharedPoll<Answer, Word>(name: string, on: {
	ask: (signal: AbortSignal) => Promise<Answer>
	refused: (error: unknown) => Refusal
	news: (news: News<Answer>) => void
	told: (word: Word) => void
}): SharedPoll<Word> {
	// Pages without TLS have no locks.
	const locks = (navigator as Partial<Navigator>).locks
	const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel(name) : null
	const isAlone = locks === undefined || channel === null

	let plan: Plan = { failures: 0, next: Date.now(), notBefore: 0 }
	let latest: News<Answer> | null = null
	/** The user waits for news: the page is seen again, or they want to try again. */
	let isWanted = false
	let place: 'away' | 'waiting' | 'leading' = 'away'
	/** Ends the wait for the lock, or lets go of it. */
	let letGo = () => {}
	let timer: ReturnType<typeof setTimeout> | undefined
	let asking: AbortController | null = null

	const say = (message: Message<Answer, Word>) => channel?.postMessage(message)

	async function ask(): Promise<void> {
		clearTimeout(timer)
		if (asking !== null) {
			return
		}
		const controller = new AbortController()
		asking = controller
		const askedAt = Date.now()
		let news: News<Answer>
		try {
			const answer = await on.ask(controller.signal)
			news = { kind: 'answer', answer, askedAt }
			if (!controller.signal.aborted) {
				plan = { failures: 0, next: Date.now() + INTERVAL, notBefore: 0 }
			}
		} catch (error) {
			if (controller.signal.aborted) {
				return
			}
			const { failure, final, retryAfter } = on.refused(error)
			news = { kind: 'failure', failure }
			plan = planAfter(plan.failures + 1, final, retryAfter)
		}
		if (controller.signal.aborted) {
			return
		}
		asking = null
		hear(news)
		say({ kind: 'news', news, plan })
	}

	function hear(news: News<Answer>): void {
		latest = news
		isWanted = false
		on.news(news)
		schedule()
	}

	/** The tab that leads asks when it is time. */
	function schedule(): void {
		clearTimeout(timer)
		if (place === 'leading' && asking === null && plan.next !== null) {
			timer = setTimeout(ask, Math.max(0, plan.next - Date.now()))
		}
	}

	/** What a tab that leads does when somebody waits for news. */
	function answerWish(): void {
		if (Date.now() >= plan.notBefore) {
			void ask()
		} else if (latest !== null) {
			hear(latest)
			say({ kind: 'news', news: latest, plan })
		}
	}

	function askNow(): void {
		isWanted = true
		if (place === 'leading') {
			answerWish()
		} else {
			say({ kind: 'wanted' })
		}
	}

	function lead(): void {
		place = 'leading'
		if (isWanted) {
			answerWish()
		} else {
			schedule()
		}
	}

	function comeForward(): void {
		if (isAlone) {
			lead()
			return
		}
		place = 'waiting'
		const waiting = new AbortController()
		letGo = () => waiting.abort()
		locks.request(name, { signal: waiting.signal }, () => new Promise<void>((release) => {
			if (waiting.signal.aborted) {
				release()
				return
			}
			letGo = release
			lead()
		})).catch((error: unknown) => {
			if (!waiting.signal.aborted) {
				// A browser may have locks and not give them to a page: then it asks for itself.
				reportError(error)
				lead()
			}
		})
	}

	function stepBack(): void {
		clearTimeout(timer)
		asking?.abort()
		asking = null
		place = 'away'
		letGo()
		letGo = () => {}
	}

	function onVisibilityChange(): void {
		if (document.visibilityState !== 'visible') {
			stepBack()
		} else if (place === 'away') {
			isWanted = true
			say({ kind: 'wanted' })
			comeForward()
		} else {
			askNow()
		}
	}

	if (channel !== null) {
		channel.onmessage = ({ data }: MessageEvent<Message<Answer, Word>>) => {
			switch (data.kind) {
				case 'wanted':
					if (place === 'leading') {
						answerWish()
					}
					break
				case 'news':
					({ plan } = data)
					hear(data.news)
					break
				case 'word':
					on.told(data.word)
			}
		}
	}
	document.addEventListener('visibilitychange', onVisibilityChange)
	onVisibilityChange()

	return {
		askNow,
		tell: (word) => say({ kind: 'word', word }),
		stop() {
			document.removeEventListener('visibilitychange', onVisibilityChange)
			stepBack()
			channel?.close()
		},
	}
}

function planAfter(failures: number, final: boolean, retryAfter: number | null): Plan {
	const now = Date.now()
	const notBefore = retryAfter === null ? 0 : now + retryAfter * 1000
	return {
		failures,
		next: final ? null : Math.max(notBefore, now + Math.min(LONGEST_INTERVAL, INTERVAL * 2 ** failures)),
		notBefore,
	}
}
