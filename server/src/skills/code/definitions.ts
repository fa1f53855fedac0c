/** Definitions of a syntax tree: what its query found, nested by extent, with names, docs and signatures. */
import type { Node, QueryMatch } from 'web-tree-sitter';
import { isBlank, lengthOf } from '../lines.ts';
import { plainComment } from './comments.ts';
import { type Definition, isField, isFunction } from './definition.ts';
import { type Found, type Lead, matchesOf } from './matches.ts';
import { partsOf } from './names.ts';
import { signatureOf } from './signature.ts';

/** What leads to a definition without being one. */
const unnamed = new Set(['container', 'key', 'test']);

export function definitionsOf(matches: readonly QueryMatch[], text: string, lines: readonly string[]): Definition[] {
	const { found, leads, docs } = matchesOf(matches, text, lines);
	const roots = nest([...found.values()]);
	for (const node of docs) {
		giveDoc(node, roots, leads);
	}
	return roots.map((root) => definitionOf(root, [], leads, text, lines));
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
		declared: found.first,
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
	const to = found.body ?? (lineEnd === -1 || (isFunction(found) && found.kind !== 'macro') ? found.to : Math.min(found.to, lineEnd));
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
