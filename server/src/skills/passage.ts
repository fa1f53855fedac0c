/** What the model reads of a chunk: the most telling first, nothing twice, never the path. */
import type { Chunk } from '../domain/chunk.ts';

/** Characters; the model reads at most 256 tokens, and code has four to five characters a token. */
const longest = 1_500;
/** Characters of a line that are looked at. */
const longestLine = 2_000;

/** Lines that say little of what a piece is for. */
const preamble =
	/^\s*(?:import\b|from\s+\S+\s+import\b|package\b|using\s+[\w.]+\s*;|use\s+[\w:\\{]|#\s*include\b|#!|require(?:_relative)?\b|'use strict'|"use strict")/;

export function passageOf(chunk: Chunk): string {
	const signature = chunk.kind === 'doc' ? '' : chunk.signature;
	const named = signature.includes(chunk.symbol) ? '' : chunk.symbol;
	return [named, chunk.doc, signature, bodyOf(chunk)]
		.filter((part) => part !== '')
		.join('\n')
		.slice(0, longest)
		.trimEnd();
}

/** The text without indentation, closing signs, its preamble, and the lines that doc and signature already gave. */
function bodyOf(chunk: Chunk): string {
	const given = new Set([...chunk.doc.split('\n'), chunk.signature].map(normal));
	const signature = normal(chunk.signature);
	const kept: string[] = [];
	for (const whole of chunk.text.split('\n')) {
		const line = whole.slice(0, longestLine);
		const bare = normal(chunk.kind === 'doc' ? line.replace(/^#+\s/, '') : withoutSigns(line));
		const isGiven = given.has(bare) || (chunk.kind === 'code' && bare.length > 2 && signature.includes(bare));
		const isPreamble = chunk.kind === 'code' && chunk.names.length > 0 && preamble.test(line);
		if (/[\p{L}\p{N}]/u.test(bare) && !isGiven && !isPreamble) {
			kept.push(line.trim());
		}
	}
	return kept.join('\n');
}

function withoutSigns(line: string): string {
	return line.replace(/^\s*(?:\/\/+[!<]?|\/?\*+|#+(?!\w)|--+|[rRuU]?(?:"""|'''))?/, '').replace(/(?:\*+\/|"""|'''|[{:=,;]|=>)\s*$/, '');
}

function normal(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}
