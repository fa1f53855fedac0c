/** Definitions of a syntax tree: one pass of the language's query, nested by extent. */
import type { Node, Query, QueryMatch, Tree } from 'web-tree-sitter';
import { isBlank, lengthOf } from '../lines.ts';
import { plainComment } from './comments.ts';
import { type Definition, isField, isFunction } from './definition.ts';
import { signatureOf } from './signature.ts';

/** A match of the query on the way to a definition; `from` and `to` are character offsets. */
type Found = {
	kind: string;
	readonly from: number;
	readonly to: number;
	readonly first: number;
	readonly last: number;
	readonly names: string[];
	readonly scope: string;
	body: number | undefined;
	readonly children: Found[];
	doc: string;
};

/** Levels of the tree that are asked: members of a class in three namespaces, cases of a suite in a suite. */
const deepest = 12;

/** What leads to a definition without being one. */
const unnamed = new Set(['container', 'key', 'test']);

/** Rows that belong to the definition below them: comments, decorators, attributes. */
type Lead = { readonly start: number; readonly text: string | undefined };

export function definitionsOf(tree: Tree, query: Query, text: string, lines: readonly string[]): Definition[] {
	const found = new Map<string, Found>();
	const leads = new Map<number, Lead>();
	const docs: Node[] = [];
	const ignored = new Set<string>();
	for (const match of query.matches(tree.rootNode, { maxStartDepth: deepest })) {
		collect(match, { found, leads, docs, ignored }, text, lines);
	}
	for (const key of ignored) {
		found.delete(key);
	}
	const roots = nest([...found.values()]);
	for (const node of docs) {
		giveDoc(node, roots, leads);
	}
	return roots.map((root) => definitionOf(root, [], leads, text, lines));
}

type Collected = {
	readonly found: Map<string, Found>;
	readonly leads: Map<number, Lead>;
	readonly docs: Node[];
	/** Keys of nodes that look like definitions and are none: `const fs = require('fs')`. */
	readonly ignored: Set<string>;
};

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
			names.push(...[nameIn(text, node)].filter((each) => each !== ''));
		} else if (name === 'scope') {
			scope = plainName(text.slice(node.startIndex, node.endIndex));
		} else if (name === 'body') {
			body = node.startIndex;
		} else if (name.startsWith('definition.') || name.startsWith('container')) {
			definition = { kind: name.startsWith('container') ? 'container' : name.slice('definition.'.length), node };
		}
	}
	if (definition !== undefined) {
		add(into.found, definition, { names, scope, body });
	}
}

/** The same node matched twice is one definition with the names of both. */
function add(
	found: Map<string, Found>,
	{ kind, node }: { readonly kind: string; readonly node: Node },
	rest: { readonly names: string[]; readonly scope: string; readonly body: number | undefined },
): void {
	const key = keyOf(node);
	const known = found.get(key);
	if (known !== undefined) {
		known.names.push(...rest.names.filter((name) => !known.names.includes(name)));
		known.body ??= rest.body;
		known.kind = isField(known) ? kind : known.kind;
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

function nest(found: Found[]): Found[] {
	found.sort((a, b) => a.from - b.from || b.to - a.to);
	const roots: Found[] = [];
	const open: Found[] = [];
	for (const next of found) {
		while (open.length > 0 && (open.at(-1)?.to ?? 0) < next.to) {
			open.pop();
		}
		(open.at(-1)?.children ?? roots).push(next);
		open.push(next);
	}
	return roots;
}

/** A docstring belongs to the innermost definition around it; one in an attribute to the definition below. */
function giveDoc(node: Node, roots: readonly Found[], leads: Map<number, Lead>): void {
	const text = node.text;
	let owner: Found | undefined;
	for (let level = roots; ; level = owner.children) {
		const inner = level.find((item) => item.from <= node.startIndex && node.endIndex <= item.to);
		if (inner === undefined) {
			break;
		}
		owner = inner;
	}
	const row = node.endPosition.row;
	const lead = leads.get(row);
	if (lead !== undefined && lead.text === undefined && lead.start <= node.startPosition.row) {
		leads.set(row, { start: lead.start, text });
		return;
	}
	if (owner !== undefined && owner.doc === '') {
		owner.doc = plainComment(text);
	}
}

function definitionOf(
	found: Found,
	outer: readonly string[],
	leads: Map<number, Lead>,
	text: string,
	lines: readonly string[],
): Definition {
	const names = found.names.length > 0 || found.scope === '' ? found.names : [found.scope];
	const scope = names === found.names && found.scope !== '' ? partsOf(found.scope) : [];
	const path = [...outer, ...scope, ...(names[0] === undefined ? [] : partsOf(names[0]))];
	const { start, doc } = leading(found.first, leads, lines);
	const made: Definition = {
		kind: found.kind,
		path,
		names: unnamed.has(found.kind) ? [] : names.map((name) => partsOf(name).at(-1) ?? name),
		start,
		end: found.last,
		signature: signatureOf(declarationOf(found, text, lines)),
		doc: found.doc !== '' ? found.doc : doc,
		children: found.children.map((child) => definitionOf(child, path, leads, text, lines)),
	};
	return isFunction(made) ? { ...made, children: made.children.filter(isWorthNaming) } : made;
}

/** Inside a function, what is short serves its statements only. */
function isWorthNaming(inner: Definition): boolean {
	return !isField(inner) && lengthOf(inner) >= 4;
}

/** From the line's begin, so that `export` or `pub` before the node is kept, to the body or the line's end. */
function declarationOf(found: Found, text: string, lines: readonly string[]): string {
	const line = lines[found.first] ?? '';
	const lineStart = text.lastIndexOf('\n', found.from - 1) + 1;
	const from = /^[\w\s()]*$/.test(line.slice(0, found.from - lineStart)) ? lineStart : found.from;
	const lineEnd = text.indexOf('\n', found.from);
	const to = found.body ?? (lineEnd === -1 || isFunction(found) ? found.to : Math.min(found.to, lineEnd));
	return text.slice(from, Math.max(to, found.from + 1));
}

/** Upwards over comments and decorators as long as no blank line comes between. */
function leading(row: number, leads: Map<number, Lead>, lines: readonly string[]): { readonly start: number; readonly doc: string } {
	let start = row;
	const comments: string[] = [];
	for (let lead = leadAbove(start, leads, lines); lead !== undefined && lead.start < start; lead = leadAbove(start, leads, lines)) {
		start = lead.start;
		if (lead.text !== undefined) {
			comments.unshift(lead.text);
		}
	}
	return { start, doc: comments.length === 0 ? '' : plainComment(comments.join('\n')) };
}

/** Right above, or with one blank line between where it is plainly a doc comment. */
function leadAbove(row: number, leads: Map<number, Lead>, lines: readonly string[]): Lead | undefined {
	const aside = isBlank(lines[row - 1]) ? leads.get(row - 2) : undefined;
	return leads.get(row - 1) ?? (aside?.text?.startsWith('/**') === true ? aside : undefined);
}

function nameIn(text: string, node: Node): string {
	return plainName(text.slice(node.startIndex, node.endIndex));
}

/** Without quotes, type arguments, pointers and line breaks. */
function plainName(raw: string): string {
	const bare = raw
		.replace(/<[^<>]*(?:<[^<>]*>[^<>]*)*>/g, '')
		.replace(/(?<!operator\s?)\[.*\]$/s, '')
		.replace(/^["'`*&:\s]+|["'`:\s]+$/g, '')
		.replace(/\s+/g, ' ')
		.slice(0, 120);
	return bare === '' ? raw.trim() : bare;
}

/** `ns::Type::method`, `M.f` and `M:f` are paths; a selector or a sentence is one name. */
function partsOf(name: string): string[] {
	const parts = /^[\w$]+(?:(?:::|[.:#\\])~?[\w$]+[?!=]?)+$/.test(name) ? name.split(/::|[.:#\\]/) : [name];
	return parts.length > 1 ? parts.filter((part) => !/^(?:prototype|exports|module|this|self)$/.test(part)) : parts;
}
