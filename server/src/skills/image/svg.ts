/** The text of an SVG, read from its source: nothing is resolved, fetched or run. Pure. */
import type { PictureLine } from '../../domain/picture.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** What stands in `text`, `title` and `desc` elements and in labels of diagram editors, one line each, each once. Scripts and styles say nothing. */
export function svgTexts(source: string): string[] {
	const clean = source
		.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^[>]*(?:\[[\s\S]*?\]\s*)?>/gi, '')
		.replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '');
	const elements = clean.matchAll(/<(?:\w+:)?(text|title|desc|foreignObject)\b[^>]*>([\s\S]*?)<\/(?:\w+:)?\1\s*>/gi);
	const lines = [...elements].flatMap(([, , inner = '']) =>
		inner
			.split(/<br\s*\/?>|<\/(?:div|p|li)>/i)
			.map((part) => decoded(part.replace(/<[^>]*>/g, ' ')))
			.filter((line) => /[\p{L}\p{N}]/u.test(line)),
	);
	return [...new Set(lines)];
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
