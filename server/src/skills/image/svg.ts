/** The text of an SVG, read from its source: nothing is resolved, fetched or run. Pure. */
import type { PictureLine } from '../../domain/picture.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** What stands in `text`, `title` and `desc` elements and in labels of diagram editors, one line each, each once. Scripts and styles say nothing. */
export function svgTexts(source: string): string[] {
	const clean = silent.reduce((text, [open, close]) => without(text, open, close), source);
	const lines = elementsOf(clean).flatMap((inner) =>
		inner
			.split(/<br\s*\/?>|<\/(?:div|p|li)>/i)
			.map((part) => decoded(part.replace(/<[^>]*>/g, ' ')))
			.filter((line) => /[\p{L}\p{N}]/u.test(line)),
	);
	return [...new Set(lines)];
}

/** Where what says nothing begins and ends. */
const silent: readonly (readonly [open: RegExp, close: RegExp])[] = [
	[/<!--/g, /-->/g],
	[/<\?/g, /\?>/g],
	[/<!DOCTYPE[^[<>]*\[/gi, /\]\s*>/g],
	[/<!DOCTYPE[^[<>]*/gi, />/g],
	[/<script\b/gi, /<\/script\s*>/gi],
	[/<style\b/gi, /<\/style\s*>/gi],
];

/** One way through the text: what is opened again and again without an end must not be looked for again and again. */
function without(text: string, open: RegExp, close: RegExp): string {
	const kept: string[] = [];
	let at = 0;
	for (const { index, 0: start } of text.matchAll(open)) {
		if (index < at) {
			continue;
		}
		close.lastIndex = index + start.length;
		if (!close.test(text)) {
			break;
		}
		kept.push(text.slice(at, index));
		at = close.lastIndex;
	}
	return [...kept, text.slice(at)].join('');
}

/** What stands in the elements that hold text, outermost ones only. */
function elementsOf(text: string): string[] {
	const found: string[] = [];
	let open: { readonly name: string; readonly end: number } | undefined;
	for (const { index, 0: tag, 1: slash, 2: name = '' } of text.matchAll(/<(\/?)(?:\w+:)?(text|title|desc|foreignObject)\b[^<>]*>/gi)) {
		if (slash === '' && open === undefined && !tag.endsWith('/>')) {
			open = { name: name.toLowerCase(), end: index + tag.length };
		} else if (slash === '/' && open?.name === name.toLowerCase()) {
			found.push(text.slice(open.end, index));
			open = undefined;
		}
	}
	return found;
}

/** As lines without a place: what is written in a source has no pixels. */
export function asLines(texts: readonly string[]): PictureLine[] {
	const nowhere = { left: 0, top: 0, width: 0, height: 0 };
	return texts.map((line) => ({ words: line.split(' ').map((text) => ({ text, box: nowhere, confidence: 100 })), box: nowhere }));
}

/** One level only: an entity that stands for others is left as it is. */
function decoded(text: string): string {
	return text
		.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex: string | undefined, decimal: string | undefined, name = '') => {
			const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16);
			return Number.isNaN(code) ? (entities[name] ?? whole) : code <= 0x10ffff ? String.fromCodePoint(code) : '';
		})
		.replace(/\s+/g, ' ')
		.trim();
}
