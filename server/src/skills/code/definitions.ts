/** Definitions of a syntax tree: one pass of the language's query, nested by extent. */
import type { Node, Query, QueryMatch, Tree } from 'web-tree-sitter';
import { plainComment } from './comments.ts';
import type { Definition } from './definition.ts';
import { signatureOf } from './signature.ts';

/** A match of the query on the way to a definition; `from` and `to` are character offsets. */
type Found = {
	readonly kind: string;
	readonly from: number;
	readonly to: number;
	readonly first: number;
	readonly last: number;
	readonly names: string[];
	readonly scope: string;
	readonly body: number | undefined;
	readonly children: Found[];
	doc: string;
};

/** Rows that belong to the definition below them: comments, decorators, attributes. */
type Lead = { readonly start: number; readonly text: string | undefined };

export function definitionsOf(tree: Tree, query: Query, text: string, lines: readonly string[]): Definition[] {
	const found = new Map<string, Found>();
	const leads = new Map<number, Lead>();
	const docs: Node[] = [];
	for (const match of query.matches(tree.rootNode)) {
		collect(match, { found, leads, docs }, text, lines);
	}
	const roots = nest([...found.values()]);
	for (const node of docs) {
		giveDoc(node, roots, leads);
	}
	return roots.map((root) => definitionOf(root, [], leads, text, lines));
}

type Collected = { readonly found: Map<string, Found>; readonly leads: Map<number, Lead>; readonly docs: Node[] };

function collect(match: QueryMatch, into: Collected, text: string, lines: readonly string[]): void {
	let definition: { readonly kind: string; readonly node: Node } | undefined;
	let body: number | undefined;
	let scope = '';
	const names: string[] = [];
	for (const { name, node } of match.captures) {
		if (name === 'comment' || name === 'attach') {
			addLead(into.leads, name, node, text, lines);
		} else if (name === 'doc') {
			into.docs.push(node);
		} else if (name === 'name') {
			names.push(nameIn(text, node));
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
	const key = `${node.startIndex} ${node.endIndex}`;
	const known = found.get(key);
	if (known !== undefined) {
		known.names.push(...rest.names.filter((name) => !known.names.includes(name)));
		return;
	}
	const end = node.endPosition;
	const first = node.startPosition.row;
	found.set(key, {
		kind,
		from: node.startIndex,
		to: node.endIndex,
		first,
		last: end.column === 0 && end.row > first ? end.row - 1 : end.row,
		names: rest.names,
		scope: rest.scope,
		body: rest.body ?? node.childForFieldName('body')?.startIndex,
		children: [],
		doc: '',
	});
}

/** Only what begins its line: a comment behind code belongs to that code. */
function addLead(leads: Map<number, Lead>, kind: 'comment' | 'attach', node: Node, text: string, lines: readonly string[]): void {
	const { row, column } = node.startPosition;
	const end = node.endPosition;
	const last = end.column === 0 && end.row > row ? end.row - 1 : end.row;
	if (/^\s*$/.test((lines[row] ?? '').slice(0, column)) && !leads.has(last)) {
		leads.set(last, { start: row, text: kind === 'comment' ? text.slice(node.startIndex, node.endIndex) : undefined });
	}
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

function definitionOf(found: Found, outer: readonly string[], leads: Map<number, Lead>, text: string, lines: readonly string[]): Definition {
	const own = found.names[0] === undefined ? [] : partsOf(found.names[0]);
	const path = [...outer, ...(found.scope === '' ? [] : [found.scope]), ...own];
	const { start, doc } = leading(found.first, leads);
	return {
		kind: found.kind,
		path,
		names: found.kind === 'container' ? [] : found.names.map((name) => partsOf(name).at(-1) ?? name),
		start,
		end: found.last,
		signature: signatureOf(declarationOf(found, text, lines)),
		doc: found.doc !== '' ? found.doc : doc,
		children: found.children.map((child) => definitionOf(child, path, leads, text, lines)),
	};
}

/** From the line's begin, so that `export` or `pub` before the node is kept, to the body or the line's end. */
function declarationOf(found: Found, text: string, lines: readonly string[]): string {
	const line = lines[found.first] ?? '';
	const lineStart = text.lastIndexOf('\n', found.from - 1) + 1;
	const from = /^[\w\s()]*$/.test(line.slice(0, found.from - lineStart)) ? lineStart : found.from;
	const lineEnd = text.indexOf('\n', found.from);
	const to = found.body ?? (lineEnd === -1 ? found.to : Math.min(found.to, lineEnd));
	return text.slice(from, Math.max(to, found.from + 1));
}

/** Upwards over comments and decorators as long as no blank line comes between. */
function leading(row: number, leads: Map<number, Lead>): { readonly start: number; readonly doc: string } {
	let start = row;
	const comments: string[] = [];
	for (let lead = leads.get(start - 1); lead !== undefined && lead.start < start; lead = leads.get(start - 1)) {
		start = lead.start;
		if (lead.text !== undefined) {
			comments.unshift(lead.text);
		}
	}
	return { start, doc: comments.length === 0 ? '' : plainComment(comments.join('\n')) };
}

function nameIn(text: string, node: Node): string {
	return plainName(text.slice(node.startIndex, node.endIndex));
}

/** Without quotes, type arguments, pointers and line breaks. */
function plainName(raw: string): string {
	return raw
		.replace(/<[^<>]*(?:<[^<>]*>[^<>]*)*>/g, '')
		.replace(/\[.*\]$/s, '')
		.replace(/^["'`*&:\s]+|["'`:\s]+$/g, '')
		.replace(/\s+/g, ' ')
		.slice(0, 120);
}

/** `ns::Type::method`, `M.f` and `M:f` are paths; a selector or a sentence is one name. */
function partsOf(name: string): string[] {
	return /^[\w$]+(?:(?:::|[.:#\\])~?[\w$]+[?!=]?)+$/.test(name) ? name.split(/::|[.:#\\]/) : [name];
}
