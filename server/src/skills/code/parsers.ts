/** Parsers and queries by language, loaded when first needed and kept. */
import { readFile } from 'node:fs/promises';
import { Language as Grammar, Parser, Query, type Tree } from 'web-tree-sitter';
import { assetPath } from '../../base/assets.ts';
import type { Language } from './languages.ts';

export type LoadedGrammar = {
	readonly query: Query;
	/** Undefined where parsing took too long. The caller deletes the tree. */
	parse(text: string): Tree | undefined;
};

export class Parsers {
	readonly #loaded = new Map<string, Promise<LoadedGrammar>>();
	readonly #timeLimit: number;
	#runtime: Promise<void> | undefined;

	/** `timeLimit`: milliseconds one file may take to parse. */
	constructor(timeLimit: number) {
		this.#timeLimit = timeLimit;
	}

	load(language: Language): Promise<LoadedGrammar> {
		const known = this.#loaded.get(language.id);
		if (known !== undefined) {
			return known;
		}
		const made = this.#load(language);
		this.#loaded.set(language.id, made);
		return made;
	}

	async #load({ id, blank = [] }: Language): Promise<LoadedGrammar> {
		this.#runtime ??= Parser.init();
		await this.#runtime;
		const grammar = await Grammar.load(assetPath('languages', id, 'grammar.wasm'));
		const query = new Query(grammar, await readFile(assetPath('languages', id, 'chunks.scm'), 'utf8'));
		const parser = new Parser().setLanguage(grammar);
		const blanks = blank.map((source) => new RegExp(source, 'gm'));
		return { query, parse: (text) => parseInTime(parser, overwrite(text, blanks), this.#timeLimit) };
	}
}

function parseInTime(parser: Parser, text: string, timeLimit: number): Tree | undefined {
	const until = performance.now() + timeLimit;
	const tree = parser.parse(text, null, { progressCallback: () => performance.now() > until });
	if (tree === null) {
		parser.reset();
		return undefined;
	}
	return tree;
}

/** Offsets stay as they are. */
function overwrite(text: string, blanks: readonly RegExp[]): string {
	return blanks.reduce((rest, blank) => rest.replace(blank, (found) => found.replace(/[^\n]/g, ' ')), text);
}
