/** Parsers and queries by language, loaded when first needed and kept. */
import { readFile } from 'node:fs/promises';
import { Language as Grammar, Parser, Query, type QueryMatch, type Tree } from 'web-tree-sitter';
import { assetPath } from '../../base/assets.ts';
import { compileOnce } from '../../base/webAssembly.ts';
import type { Language } from './languages.ts';

export type LoadedGrammar = {
	/** Undefined where parsing took too long. The caller deletes the tree. */
	parse(text: string): Tree | undefined;
	/** What the language's query finds; undefined where that took too long, as in trees that are nested very deeply. */
	matches(tree: Tree): readonly QueryMatch[] | undefined;
};

/** Levels of the tree that are asked: members of a class in three namespaces, cases of a suite in a suite. */
const deepest = 12;

export class Parsers {
	readonly #loaded = new Map<string, Promise<LoadedGrammar>>();
	readonly #timeLimit: number;
	#runtime: Promise<void> | undefined;

	/** `timeLimit`: milliseconds that parsing a file may take, and its query. */
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
		// what failed once, while files were replaced by new ones, is tried again
		made.catch(() => this.#loaded.delete(language.id));
		return made;
	}

	async #load({ id, blank = [] }: Language): Promise<LoadedGrammar> {
		compileOnce();
		this.#runtime ??= Parser.init();
		await this.#runtime;
		const grammar = await Grammar.load(assetPath('languages', id, 'grammar.wasm'));
		const query = new Query(grammar, await readFile(assetPath('languages', id, 'chunks.scm'), 'utf8'));
		const parser = new Parser().setLanguage(grammar);
		const blanks = blank.map((source) => new RegExp(source, 'gm'));
		return {
			parse: (text) => parseInTime(parser, overwrite(text, blanks), this.#timeLimit),
			matches: (tree) => matchInTime(query, tree, this.#timeLimit),
		};
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

function matchInTime(query: Query, tree: Tree, timeLimit: number): readonly QueryMatch[] | undefined {
	const until = performance.now() + timeLimit;
	let isLate = false;
	const progressCallback = (): boolean => {
		isLate = performance.now() > until;
		return isLate;
	};
	const matches = query.matches(tree.rootNode, { maxStartDepth: deepest, progressCallback });
	return isLate ? undefined : matches;
}

/** Offsets stay as they are. */
function overwrite(text: string, blanks: readonly RegExp[]): string {
	return blanks.reduce((rest, blank) => rest.replace(blank, (found) => found.replace(/[^\n]/g, ' ')), text);
}
