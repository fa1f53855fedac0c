/** Where a text names pictures: Markdown, HTML, reStructuredText, AsciiDoc, and paths in strings of code. Pure. */
import { posix } from 'node:path';
import type { Chunk } from '../../domain/chunk.ts';
import type { Mention } from '../../domain/mention.ts';

/** What stands between spaces, quotes and brackets, perhaps with one choice in braces: read once, so that no line takes longer than its length. */
const run = /(?:[^\s"'`()<>[\]{}|,;=]*\{[^}\s]*\})?[^\s"'`()<>[\]{}|,;=]+/g;
/** The part of it that ends as the name of a picture does. */
const reference = /^.*[^\s"'`()<>[\]{}|,;=]\.(?:png|apng|jpe?g|webp|gif|avif|svg)(?![\w.])/i;
const alts: readonly RegExp[] = [/!\[([^\]]*)\]/, /\balt\s*=\s*["']([^"']*)["']/i, /image::?[^[\s]+\[([^\],]*)/];
/** Lines around that belong to it, and characters of them that are kept. */
const reach = 4;
const longest = 400;
/** One file names no more pictures than a person would read of. */
const most = 500;

export function mentionsIn(text: string, chunks: readonly Chunk[]): Mention[] {
	if (!/\.(?:png|apng|jpe?g|webp|gif|avif|svg)/i.test(text)) {
		return [];
	}
	const lines = text.split('\n');
	const found: Mention[] = [];
	for (const [row, line] of lines.entries()) {
		for (const { whole, index } of line.length > 4_000 ? [] : referencesIn(line)) {
			const written = whole.replace(/^image::?/, '');
			found.push({
				name: posix.basename(written).toLowerCase(),
				reference: written,
				line: row + 1,
				alt: altOf(lines, row, index),
				heading: chunks.find(({ startLine, endLine }) => startLine <= row + 1 && row < endLine)?.symbol ?? '',
				around: around(lines, row),
			});
			if (found.length === most) {
				return found;
			}
		}
	}
	return found;
}

function referencesIn(line: string): { readonly whole: string; readonly index: number }[] {
	return [...line.matchAll(run)].flatMap(({ 0: part, index }) => {
		const whole = reference.exec(part)?.[0];
		return whole === undefined ? [] : [{ whole, index }];
	});
}

/** The nearest one before the reference on its line, after it, or as an option of the directive. */
function altOf(lines: readonly string[], row: number, column: number): string {
	const line = lines[row] ?? '';
	const before = line.slice(0, column);
	const last = before.lastIndexOf('![');
	const option = lines.slice(row + 1, row + 5).map((next) => /^\s+:(?:alt|caption):\s*(.+)/.exec(next)?.[1]);
	const given = alts.map((pattern) => pattern.exec(last === -1 ? line : before.slice(last))?.[1]);
	return plain([...given, ...option].find((alt) => alt !== undefined && alt.trim() !== '') ?? '');
}

/** The paragraphs next to it, without marks and other pictures. */
function around(lines: readonly string[], row: number): string {
	const near = lines.slice(Math.max(0, row - reach), row + reach + 1);
	return plain(near.filter((line) => line.length < 2_000 && /[\p{L}]/u.test(line)).join(' ')).slice(0, longest);
}

function plain(text: string): string {
	return text
		.replace(run, (part) => part.replace(reference, ' '))
		.replace(/<[^>]*>|!?\[|\]\([^)]*\)|[`*#>|]|\.\. (?:image|figure)::/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
}
