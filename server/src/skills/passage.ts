/** What the model reads of a chunk: the most telling first, nothing twice, never the path. */
import type { Chunk } from '../domain/chunk.ts';

/** Characters; the model reads at most 256 tokens, and code has four to five characters a token. */
const longest = 1_500;

/** Lines that say little of what a piece is for. */
const preamble =
	/^\s*(?:import\b|from\s+\S+\s+import\b|package\b|using\s+[\w.]+\s*;|use\s+[\w:\\{]|#\s*include\b|#!|require(?:_relative)?\b|'use strict'|"use strict")/;

export function passageOf(chunk: Chunk): string {
	const named = chunk.symbol !== '' && !chunk.signature.includes(chunk.symbol) ? chunk.symbol : '';
	const signature = chunk.kind === 'doc' ? '' : chunk.signature;
	const body = bodyOf(chunk);
	return [named, chunk.doc, signature, body]
		.filter((part) => part !== '')
		.join('\n')
		.slice(0, longest)
		.trimEnd();
}

/** The text without its preamble, without the lines that doc and signature already gave, and without indentation. */
function bodyOf(chunk: Chunk): string {
	const given = new Set([...words(chunk.doc), ...words(chunk.signature)]);
	const said = `${chunk.doc}\n${chunk.signature}`.replace(/\s+/g, ' ');
	const kept: string[] = [];
	for (const line of chunk.text.split('\n')) {
		const bare = line.replace(/^\s*(?:\/\/[/!]?|\/?\*+|#+(?!\w)|--+|"""|''')?\s*/, '').trim();
		const isGiven = bare === '' || (given.size > 0 && said.includes(bare.replace(/\s+/g, ' ').replace(/\s*[{:=]$/, '')));
		if (!isGiven && (chunk.names.length === 0 || !preamble.test(line))) {
			kept.push(line.trim());
		}
	}
	return kept.join('\n');
}

function words(text: string): string[] {
	return text.split(/\s+/).filter((word) => word !== '');
}
