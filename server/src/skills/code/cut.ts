/** Cuts a file along its definitions: one piece a function or small class, headers and members of large ones, runs of small ones. */
import { charactersOf, lengthOf, linesOf, type Rows, trimRows } from '../lines.ts';
import { windows } from '../windows.ts';
import { type Definition, namesOf } from './definition.ts';
import { joined, members, statements } from './limits.ts';
import { join, type Part, partsOf } from './parts.ts';

export type Piece = Rows & {
	readonly symbol: string;
	readonly signature: string;
	readonly doc: string;
	readonly names: readonly string[];
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

/** A head of a line or two without fields is no piece of its own: its first member takes it in. */
function withoutTinyHead(lines: readonly string[], pieces: readonly Piece[], owner: Definition): Piece[] {
	const [head, next, ...rest] = pieces;
	if (
		head === undefined ||
		next === undefined ||
		lengthOf(head) > 2 ||
		head.names.length > owner.names.length ||
		head.symbol !== owner.path.join('.')
	) {
		return [...pieces];
	}
	const both = { ...next, start: head.start, names: [...new Set([...head.names, ...next.names])] };
	return fits(lines, both, statements) ? [both, ...rest] : [...pieces];
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
