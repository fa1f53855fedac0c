/** What a file's text says against indexing it: written by a generator, made small for machines, or a key. */
import { extensionOf } from './names.ts';
import type { Verdict } from './skip.ts';

/** Formats whose writers put a paragraph, or an embedded picture, into one line. */
const prose = new Set('md mdx markdown rst adoc asciidoc tex org ipynb html htm txt text drawio dio excalidraw ucls'.split(' '));

const headLength = 2048;
const longLine = 5000;
const longAverage = 500;
/** Below this many characters a long line harms nobody. */
const smallText = 2000;

export function judgeText(path: string, text: string): Verdict | undefined {
	if (/^\s*-----BEGIN [A-Z ]*PRIVATE KEY/.test(text.slice(0, 200))) {
		return { reason: 'secret', detail: 'a private key' };
	}
	const marker = generatorMark(text);
	if (marker !== undefined) {
		return { reason: 'generated', detail: `its first comment says “${marker}”` };
	}
	return text.length < smallText || prose.has(extensionOf(path.toLowerCase())) ? undefined : judgeLines(text);
}

function judgeLines(text: string): Verdict | undefined {
	let [lines, longest] = [0, 0];
	for (let start = 0; start <= text.length; lines++) {
		const found = text.indexOf('\n', start);
		const end = found === -1 ? text.length : found;
		longest = Math.max(longest, end - start);
		start = end + 1;
	}
	if (longest > longLine && longest > text.length * 0.8) {
		return { reason: 'minified', detail: `one line of ${longest.toLocaleString('en')} characters makes up most of it` };
	}
	const average = Math.round(text.length / lines);
	return average > longAverage ? { reason: 'minified', detail: `its lines have ${average} characters on average` } : undefined;
}

/** Said at the beginning of a sentence: code that handles such marks speaks of them in mid-sentence. */
const openingWords: readonly RegExp[] = [
	/^@generated\b/,
	/^<auto-?generated\b/i,
	/^GENERATED (CODE|FILE|BY)\b/,
	/^(this|the) (file|code|class|module|source|source code|document|script|header)( [\w./-]+)? (is|was|has been|were) (auto(matically)?|machine|code)?[- ]?generated\b/i,
	/^(auto(matically)?|machine)[- ]?@?generated (by|from|with|using|file|code)\b/i,
	/^(a bison parser, made|generated) by (gnu bison|cython)\b/i,
];
/** Said on one line, outside quotes. */
const prohibitions: readonly RegExp[] = [
	/^[^"'`“‘]*\bgenerated\b[^"'`“‘]*\bdo(n't| not) (edit|modify|change)\b(?= *([.!;,*-]|$|by hand|manually|directly|it\b|this\b|or\b))/i,
	/^[^"'`“‘]*\bdo(n't| not) (edit|modify|change)\b(?= *([.!;,*-]|$|by hand|manually|directly|it\b|this\b|or\b))[^"'`“‘]*\b(auto-?|machine-?)?generated\b/i,
];

/** The line of the comment at the file's head that says it was generated. */
function generatorMark(text: string): string | undefined {
	const lines = headComment(text.slice(0, headLength));
	const isOpening = (index: number) => /(^|[.:;!?*-])$/.test(lines[index - 1] ?? '');
	const said = lines.find(
		(line, index) => prohibitions.some((mark) => mark.test(line)) || (isOpening(index) && openingWords.some((mark) => mark.test(line))),
	);
	return said?.slice(0, 120);
}

/** Lines that may stand before the first comment or within it without ending it. */
const passes = /^\s*$|^#!|^<\?(php|xml)|^<!doctype|^['"]use strict['"];?$|^@echo off/i;
const openings: readonly (readonly [RegExp, RegExp])[] = [
	[/^\/\*/, /\*\//],
	[/^<!--/, /-->/],
	[/^\{-/, /-\}/],
	[/^\(\*/, /\*\)/],
	[/^--\[\[/, /\]\]/],
	[/^"""/, /"""/],
	[/^'''/, /'''/],
];
const lineComment = /^(\/\/+!?|#+|--+|;+|%+|dnl\b|@?rem\b|'|")/i;

/** What the comments before the first line of code say, without their signs. */
function headComment(head: string): string[] {
	const said: string[] = [];
	let end: RegExp | undefined;
	for (const raw of head.split('\n')) {
		const line = raw.trim();
		const opened: readonly (readonly [RegExp, RegExp])[] = end === undefined ? openings.filter(([start]) => start.test(line)) : [];
		const [start, close] = opened[0] ?? [undefined, end];
		const inner = start === undefined ? line : line.replace(start, '');
		if (close !== undefined) {
			said.push(bare(inner.replace(close, '')));
			end = close.test(inner) ? undefined : close;
		} else if (passes.test(line)) {
			said.push('');
		} else if (lineComment.test(line)) {
			said.push(bare(line.replace(lineComment, '')));
		} else {
			break;
		}
	}
	return said;
}

function bare(line: string): string {
	return line.replace(/^[\s*!=~#/-]+/, '').trim();
}
