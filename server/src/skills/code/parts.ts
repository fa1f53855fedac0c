/** The parts of one level of a file, in order, and which neighbours are read together. */
import { charactersOf, isBlank, lengthOf, type Rows, trimRows } from '../lines.ts';
import { type Definition, isField, isFunction } from './definition.ts';
import { joined, statements } from './limits.ts';

/** A part of one level: definitions that share rows, the head of the one around them, or what stands between. */
export type Part = Rows & {
	readonly kind: 'definitions' | 'head' | 'between';
	readonly definitions: readonly Definition[];
};

/** In order and without gaps but blank ones. */
export function partsOf(lines: readonly string[], rows: Rows, definitions: readonly Definition[], owner: Definition | undefined): Part[] {
	const parts: Part[] = [];
	let row = rows.start;
	const between = (end: number): void => {
		const gap = trimRows(lines, { start: row, end });
		const before = parts.at(-1);
		if (gap === undefined) {
			return;
		}
		if (before !== undefined && closesOnly(lines, gap)) {
			parts[parts.length - 1] = { ...before, end: gap.end };
		} else {
			const isHead = owner !== undefined && before === undefined;
			parts.push({ ...gap, kind: isHead ? 'head' : 'between', definitions: isHead ? [owner] : [] });
		}
	};
	for (const definition of definitions) {
		const start = Math.max(definition.start, rows.start);
		const end = Math.min(definition.end, rows.end);
		const before = parts.at(-1);
		if (start > row) {
			between(start - 1);
		}
		if (start < row && before !== undefined) {
			parts[parts.length - 1] = { ...before, end: Math.max(before.end, end), definitions: [...before.definitions, definition] };
		} else {
			const isHead = owner !== undefined && parts.length === 0;
			parts.push({ start, end, kind: isHead ? 'head' : 'definitions', definitions: isHead ? [owner, definition] : [definition] });
		}
		row = Math.max(row, end + 1);
	}
	between(rows.end);
	return parts;
}

/** Brackets and `end` that close what stands before them. */
function closesOnly(lines: readonly string[], rows: Rows): boolean {
	return (
		lengthOf(rows) <= 4 &&
		lines.slice(rows.start, rows.end + 1).every((line) => /^\s*(?:[)\]}>;,]*|end\w*)[;,]?\s*(?:(?:\/\/|#|--|\/\*).*)?$/.test(line))
	);
}

/** Neighbours that are small enough to be read together. */
export function join(lines: readonly string[], parts: readonly Part[], owner: Definition | undefined): Part[][] {
	const most = owner !== undefined && isFunction(owner) ? statements.target : joined.most;
	const runs: Part[][] = [];
	for (const part of parts) {
		const run = runs.at(-1);
		if (run !== undefined && belongs(lines, run, part, most)) {
			run.push(part);
		} else {
			runs.push([part]);
		}
	}
	return runs;
}

function belongs(lines: readonly string[], run: readonly Part[], part: Part, most: number): boolean {
	const [first, last] = [run[0] ?? part, run.at(-1) ?? part];
	const rows = { start: first.start, end: part.end };
	const isHeadOfFields = first.kind === 'head' && part.definitions.every(isField);
	if (lengthOf(rows) > (isHeadOfFields ? statements.target : most) || charactersOf(lines, rows) > joined.characters) {
		return false;
	}
	if ([first, last, part].every((each) => each.definitions.every(({ kind }) => kind === 'key'))) {
		return true;
	}
	if (part.kind === 'between' || last.kind === 'between') {
		return last.kind === part.kind || isAside(lines, last.kind === 'between' ? last : part);
	}
	if (first.kind === 'head' && !part.definitions.every(isField)) {
		return lengthOf(first) <= joined.aside && run.length === 1;
	}
	return lengthOf(part) <= joined.small && run.every((each) => lengthOf(each) <= joined.small || each.kind !== 'definitions');
}

/** A few lines between definitions go with their neighbour. */
function isAside(lines: readonly string[], rows: Rows): boolean {
	return lines.slice(rows.start, rows.end + 1).filter((line) => !isBlank(line)).length <= joined.aside;
}
