/** Cuts a run of lines that is too long into even windows, where a reader would pause: after a blank line, at little indentation. */
import { charactersOf, indentOf, isBlank, lengthOf, type Rows, trimRows } from './lines.ts';

export type Limits = {
	/** Lines a window should have. */
	readonly target: number;
	/** Lines that may stay in one piece. */
	readonly most: number;
	/** Characters that may stay in one piece; a single longer line still does. */
	readonly characters: number;
};

/** Windows in order, blank edges trimmed; none for blank rows. */
export function windows(lines: readonly string[], rows: Rows, limits: Limits): Rows[] {
	const whole = trimRows(lines, rows);
	if (whole === undefined) {
		return [];
	}
	const characters = charactersOf(lines, whole);
	const length = lengthOf(whole);
	if (length === 1 || (length <= limits.most && characters <= limits.characters)) {
		return [whole];
	}
	const byLines = length > limits.most ? Math.ceil(length / limits.target) : 1;
	return inPieces(lines, whole, Math.min(length, Math.max(2, byLines, Math.ceil(characters / limits.characters))), limits);
}

function inPieces(lines: readonly string[], rows: Rows, pieces: number, limits: Limits): Rows[] {
	if (pieces < 2 || lengthOf(rows) < 2) {
		return windows(lines, rows, limits);
	}
	const cut = bestCut(lines, rows, rows.start + Math.round(lengthOf(rows) / pieces));
	const head = windows(lines, { start: rows.start, end: cut - 1 }, limits);
	return [...head, ...inPieces(lines, { start: cut, end: rows.end }, pieces - 1, limits)];
}

/** The row, near `ideal`, that best begins a window. */
function bestCut(lines: readonly string[], rows: Rows, ideal: number): number {
	const reach = Math.max(1, Math.round((ideal - rows.start) * 0.4));
	const first = Math.max(rows.start + 1, ideal - reach);
	const last = Math.min(rows.end, ideal + reach);
	let best = Math.min(Math.max(ideal, rows.start + 1), rows.end);
	let least = Number.POSITIVE_INFINITY;
	for (let row = first; row <= last; row++) {
		const cost = costOfCut(lines, row) + Math.abs(row - ideal) / reach;
		if (cost < least) {
			least = cost;
			best = row;
		}
	}
	return best;
}

/** A cut before `row` costs nothing after a blank line and at the margin. */
function costOfCut(lines: readonly string[], row: number): number {
	const line = lines[row] ?? '';
	if (isBlank(line)) {
		return 10;
	}
	const closes = /^\s*(?:[)\]}]|end\b|else\b|\*)/.test(line) ? 2 : 0;
	return Math.min(indentOf(line) / 4, 6) * 0.5 + (isBlank(lines[row - 1]) ? 0 : 1) + closes;
}
