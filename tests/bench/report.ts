// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** What a benchmark hopes for, and what it found. */
export interface Aim {
	what: string
	/** The limit in words: `≥ 0.90`, `< 1 ms`. */
	aim: string
	/** The measured value in words. */
	found: string
	met: boolean
}

export interface Table {
	title: string
	/** What the reader must know to read the numbers. */
	note?: string
	columns: readonly string[]
	rows: readonly (readonly string[])[]
}

/** What one benchmark hands back. */
export interface Report {
	tables: Table[]
	aims: Aim[]
}

export function combined(reports: readonly Report[]): Report {
	return {
		tables: reports.flatMap(({ tables }) => tables),
		aims: reports.flatMap(({ aims }) => aims),
	}
}

export const atLeast = (what: string, value: number, limit: number): Aim => ({ what, aim: `≥ ${limit.toFixed(2)}`, found: value.toFixed(2), met: value >= limit })

export const below = (what: string, value: number, limit: number, unit: string): Aim => ({ what, aim: `< ${limit} ${unit}`, found: `${value.toFixed(2)} ${unit}`, met: value < limit })

/** A table as text: the first column to the left, numbers to the right. */
function layOut({ title, note, columns, rows }: Table): string {
	const widths = columns.map((column, i) => Math.max(column.length, ...rows.map((row) => row[i]?.length ?? 0)))
	const line = (cells: readonly string[]) => cells.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join('   ')
	return [
		`\n${title}`,
		...note === undefined ? [] : [note],
		'',
		line(columns),
		widths.map((width) => '─'.repeat(width)).join('   '),
		...rows.map(line),
	].join('\n')
}

export function printTable(table: Table): void {
	console.log(layOut(table))
}

export function printAims({ aims }: Report): void {
	const rows = aims.map(({ what, aim, found, met }) => [what, aim, found, met ? 'met' : 'MISSED'])
	printTable({ title: 'Aims', columns: ['', 'aim', 'found', ''], rows })
}
