/** Cuts a file along its definitions: one piece a function or small class, headers and members of large ones, runs of small ones. */
import { charactersOf, isBlank, lengthOf, linesOf, type Rows, trimRows } from '../lines.ts';
import { type Limits, windows } from '../windows.ts';
import { type Definition, isField, isFunction, namesOf } from './definition.ts';

export type Piece = Rows & {
	readonly symbol: string;
	readonly signature: string;
	readonly doc: string;
	readonly names: readonly string[];
};

/** Statements: a long function, or what stands between definitions. */
const statements: Limits = { target: 50, most: 80, characters: 3_000 };
/** What holds definitions is cut at its members earlier. */
const members = { most: 60, characters: 3_000 };
/** Lines up to which neighbours may be one piece, and up to which one counts as small. */
const joined = { most: 28, characters: 1_800, small: 10, aside: 5 };

/** A part of one level: definitions that share rows, the head of the one around them, or what stands between. */
type Part = Rows & {
	readonly kind: 'definitions' | 'head' | 'between';
	readonly definitions: readonly Definition[];
};

export function cut(text: string, definitions: readonly Definition[]): Piece[] {
	const lines = linesOf(text);
	const whole = trimRows(lines, { start: 0, end: lines.length - 1 });
	if (whole === undefined) {
		return [];
	}
	if (lengthOf(whole) <= joined.most && charactersOf(lines, whole) <= joined.characters) {
		return [pieceOf([{ ...whole, kind: 'definitions', definitions }], undefined)];
	}
	return cutLevel(lines, whole, definitions, undefined);
}

/** One level of the tree: `rows` is all of the file, or all of `owner`. */
function cutLevel(lines: readonly string[], rows: Rows, definitions: readonly Definition[], owner: Definition | undefined): Piece[] {
	const pieces: Piece[] = [];
	for (const run of join(lines, partsOf(lines, rows, definitions, owner), owner)) {
		pieces.push(...piecesOf(lines, run, owner));
	}
	return owner === undefined ? pieces : withoutTinyHead(lines, pieces, owner);
}

/** A head of a line or two is no piece of its own: its first member takes it in. */
function withoutTinyHead(lines: readonly string[], pieces: readonly Piece[], owner: Definition): Piece[] {
	const [head, next, ...rest] = pieces;
	if (head === undefined || next === undefined || lengthOf(head) > 2 || head.symbol !== owner.path.join('.')) {
		return [...pieces];
	}
	const both = { ...next, start: head.start, names: [...new Set([...head.names, ...next.names])] };
	return fits(lines, both, statements) ? [both, ...rest] : [...pieces];
}

/** In order and without gaps but blank ones. */
function partsOf(lines: readonly string[], rows: Rows, definitions: readonly Definition[], owner: Definition | undefined): Part[] {
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
function join(lines: readonly string[], parts: readonly Part[], owner: Definition | undefined): Part[][] {
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

function piecesOf(lines: readonly string[], run: readonly Part[], owner: Definition | undefined): Piece[] {
	const whole = pieceOf(run, owner);
	const [only] = run;
	const definition = run.length === 1 && only?.kind === 'definitions' && only.definitions.length === 1 ? only.definitions[0] : undefined;
	if (definition !== undefined && definition.children.length > 0 && !fits(lines, whole, members)) {
		return cutLevel(lines, whole, definition.children, definition);
	}
	return windows(lines, whole, statements).map((rows, i) => ({ ...whole, ...rows, ...(i === 0 ? {} : { doc: '', names: [] }) }));
}

function fits(lines: readonly string[], rows: Rows, limits: { readonly most: number; readonly characters: number }): boolean {
	return lengthOf(rows) <= limits.most && charactersOf(lines, rows) <= limits.characters;
}

/** What a run is called: its head, else its longest definition, else what is around it. */
function pieceOf(run: readonly Part[], owner: Definition | undefined): Piece {
	const rows = { start: run[0]?.start ?? 0, end: run.at(-1)?.end ?? 0 };
	const isHead = run[0]?.kind === 'head';
	const inside = run.flatMap((part) => part.definitions).filter((definition) => definition !== owner);
	const longest = inside.reduce<Definition | undefined>((a, b) => (a === undefined || lengthOf(b) > lengthOf(a) ? b : a), undefined);
	const ownerIsUnnamed = owner === undefined || owner.names.length === 0;
	const main = isHead && !(ownerIsUnnamed && longest !== undefined) ? owner : (longest ?? owner);
	const names = [...(isHead && owner !== undefined ? owner.names : []), ...inside.flatMap(namesOf)];
	return {
		...rows,
		symbol: main?.path.join('.') ?? '',
		signature: main?.signature ?? '',
		doc: main === owner && !isHead ? '' : (main?.doc ?? ''),
		names: [...new Set(names)],
	};
}
