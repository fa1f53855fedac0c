/** Lines and runs of lines. Rows count from 0, inclusive; a chunk's lines count from 1. */

export type Rows = { readonly start: number; readonly end: number };

export function linesOf(text: string): string[] {
	return text.split('\n');
}

/** Without cutting up the whole text: it is asked for every hit. */
export function sliceLines(text: string, { startLine, endLine }: { readonly startLine: number; readonly endLine: number }): string {
	const start = startOfLine(text, startLine, 0);
	const end = startOfLine(text, endLine - startLine + 2, start);
	return text.slice(start, Math.max(start, Math.min(end - 1, text.length)));
}

/** Where the line of this number begins that counts from 1 at `from`; beyond the end where there are fewer. */
function startOfLine(text: string, line: number, from: number): number {
	let at = from;
	for (let passed = 1; passed < line && at <= text.length; passed++) {
		const end = text.indexOf('\n', at);
		at = end === -1 ? text.length + 1 : end + 1;
	}
	return at;
}

export function textOfRows(lines: readonly string[], rows: Rows): string {
	return lines.slice(rows.start, rows.end + 1).join('\n');
}

export function isBlank(line: string | undefined): boolean {
	return line === undefined || !/\S/.test(line);
}

/** Without blank rows at its ends; undefined where every row is blank. */
export function trimRows(lines: readonly string[], rows: Rows): Rows | undefined {
	let { start, end } = rows;
	while (start <= end && isBlank(lines[start])) {
		start++;
	}
	while (end >= start && isBlank(lines[end])) {
		end--;
	}
	return start <= end ? { start, end } : undefined;
}

/** Columns of white space before the first sign; a tab counts four. */
export function indentOf(line: string): number {
	let columns = 0;
	for (const sign of line) {
		if (sign === ' ') {
			columns++;
		} else if (sign === '\t') {
			columns += 4;
		} else {
			break;
		}
	}
	return columns;
}

export function charactersOf(lines: readonly string[], rows: Rows): number {
	let sum = 0;
	for (let row = rows.start; row <= rows.end; row++) {
		sum += (lines[row]?.length ?? 0) + 1;
	}
	return sum;
}

export function lengthOf(rows: Rows): number {
	return rows.end - rows.start + 1;
}
