/** One pass of a language's query over a tree: what is defined where, what leads to it, what documents it. */
import type { Node, QueryMatch } from 'web-tree-sitter';
import { plainName } from './names.ts';

/** A match of the query on the way to a definition; `from` and `to` are character offsets. */
export type Found = {
	kind: string;
	/** Its place in the query: where several match one node, the first says its kind. */
	pattern: number;
	readonly from: number;
	readonly to: number;
	readonly first: number;
	readonly last: number;
	readonly names: string[];
	scope: string;
	body: number | undefined;
	readonly children: Found[];
	doc: string;
};

/** Rows that belong to the definition below them: comments, decorators, attributes. */
export type Lead = { readonly start: number; readonly text: string | undefined };

export type Collected = {
	/** By the extent of their node. */
	readonly found: Map<string, Found>;
	readonly leads: Map<number, Lead>;
	readonly docs: Node[];
	/** Keys of nodes that look like definitions and are none: `const fs = require('fs')`. */
	readonly ignored: Set<string>;
};

export function matchesOf(matches: readonly QueryMatch[], text: string, lines: readonly string[]): Collected {
	const into: Collected = { found: new Map(), leads: new Map(), docs: [], ignored: new Set() };
	for (const match of matches) {
		collect(match, into, text, lines);
	}
	for (const key of into.ignored) {
		into.found.delete(key);
	}
	return into;
}

function ignore(into: Collected, match: QueryMatch): void {
	for (const { name, node } of match.captures) {
		if (name === 'ignore') {
			into.ignored.add(keyOf(node));
		}
	}
}

function keyOf(node: Node): string {
	return `${node.startIndex} ${node.endIndex}`;
}

function collect(match: QueryMatch, into: Collected, text: string, lines: readonly string[]): void {
	let definition: { readonly kind: string; readonly node: Node } | undefined;
	let body: number | undefined;
	let scope = '';
	const names: string[] = [];
	if (match.captures.some(({ name }) => name === 'ignore')) {
		ignore(into, match);
		return;
	}
	const wrapped = match.captures.find(({ name }) => name === 'wrapped')?.node;
	for (const { name, node } of match.captures) {
		if (name === 'comment' || name === 'attach') {
			addLead(into.leads, { kind: name, node, last: lastRowOf(wrapped, node) }, text, lines);
		} else if (name === 'doc') {
			into.docs.push(node);
		} else if (name === 'name') {
			names.push(...[plainName(text.slice(node.startIndex, node.endIndex))].filter((each) => each !== ''));
		} else if (name === 'scope') {
			scope = plainName(text.slice(node.startIndex, node.endIndex));
		} else if (name === 'body') {
			body = node.startIndex;
		} else if (name.startsWith('definition.') || name.startsWith('container')) {
			definition = { kind: name.startsWith('container') ? 'container' : name.slice('definition.'.length), node };
		}
	}
	if (definition !== undefined) {
		add(into.found, definition, { names, scope, body, pattern: match.patternIndex });
	}
}

/** The same node matched twice is one definition with the names of both. */
function add(
	found: Map<string, Found>,
	{ kind, node }: { readonly kind: string; readonly node: Node },
	rest: { readonly names: string[]; readonly scope: string; readonly body: number | undefined; readonly pattern: number },
): void {
	const key = keyOf(node);
	const known = found.get(key);
	if (known !== undefined) {
		known.names.push(...rest.names.filter((name) => !known.names.includes(name)));
		known.body ??= rest.body;
		known.kind = rest.pattern < known.pattern ? kind : known.kind;
		known.pattern = Math.min(known.pattern, rest.pattern);
		known.scope = known.scope === '' ? rest.scope : known.scope;
		return;
	}
	const first = node.startPosition.row;
	found.set(key, {
		kind,
		from: node.startIndex,
		to: node.endIndex,
		first,
		last: lastRowOf(undefined, node),
		names: rest.names,
		scope: rest.scope,
		pattern: rest.pattern,
		body: rest.body ?? node.childForFieldName('body')?.startIndex,
		children: [],
		doc: '',
	});
}

/** Only what begins its line: a comment behind code belongs to that code. */
function addLead(
	leads: Map<number, Lead>,
	{ kind, node, last }: { readonly kind: 'comment' | 'attach'; readonly node: Node; readonly last: number },
	text: string,
	lines: readonly string[],
): void {
	const { row, column } = node.startPosition;
	if (last >= row && /^\s*$/.test((lines[row] ?? '').slice(0, column)) && !leads.has(last)) {
		leads.set(last, { start: row, text: kind === 'comment' ? text.slice(node.startIndex, node.endIndex) : undefined });
	}
}

/** Of what is wrapped, the row above it: a wrapper leads what it wraps. A node that ends with its line ends in that line. */
function lastRowOf(wrapped: Node | undefined, node: Node): number {
	if (wrapped !== undefined) {
		return wrapped.startPosition.row - 1;
	}
	const { row, column } = node.endPosition;
	return column === 0 && row > node.startPosition.row ? row - 1 : row;
}
