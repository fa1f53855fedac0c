/** What a file defines and names: by syntax, and by the look of its lines where there is no grammar or where it does not parse. */
import type { Tree } from 'web-tree-sitter';
import { lengthOf, linesOf, type Rows } from '../lines.ts';
import type { Name, Spot } from '../name.ts';
import { type Definition, isField, isFunction } from './definition.ts';
import { definitionsOf } from './definitions.ts';
import type { Language, Languages } from './languages.ts';
import { nameInLine, nameInTree } from './nameAt.ts';
import { outlineOf } from './outline.ts';
import { type LoadedGrammar, Parsers } from './parsers.ts';

/** A file that was parsed. */
type Parsed = { readonly path: string; readonly text: string; readonly tree: Tree };

/** Trees that are kept: a name is asked about in a file that was just looked at. */
const kept = 4;

export class DefinitionReader {
	readonly #languages: Languages;
	readonly #parsers: Parsers;
	/** The latest last. */
	#trees: readonly Parsed[] = [];

	constructor(languages: Languages, timeLimit = 2_000) {
		this.#languages = languages;
		this.#parsers = new Parsers(timeLimit);
	}

	async read(path: string, text: string): Promise<readonly Definition[]> {
		const lines = linesOf(text);
		const language = this.#languageOf(path, text);
		const grammar = await this.#grammarOf(language);
		const tree = grammar && this.#parse(grammar, path, text);
		const matches = tree && grammar?.matches(tree);
		if (language === undefined || tree === undefined || matches === undefined) {
			return outlineOf(lines, language);
		}
		const definitions = definitionsOf(matches, text, lines);
		return tree.rootNode.hasError ? withOutline(lines, definitions, language) : definitions;
	}

	async nameAt(path: string, text: string, at: Spot): Promise<Name | undefined> {
		const lines = linesOf(text);
		const grammar = await this.#grammarOf(this.#languageOf(path, text));
		const tree = grammar && this.#parse(grammar, path, text);
		return tree === undefined ? nameInLine(lines, at) : nameInTree(tree, lines, at);
	}

	#languageOf(path: string, text: string): Language | undefined {
		return this.#languages.ofPath(path) ?? this.#languages.ofFirstLine(text);
	}

	async #grammarOf(language: Language | undefined): Promise<LoadedGrammar | undefined> {
		return language?.grammar === undefined ? undefined : await this.#parsers.load(language);
	}

	/** Undefined where parsing took too long. To be used at once: trees of later files take its place. */
	#parse(grammar: LoadedGrammar, path: string, text: string): Tree | undefined {
		const known = this.#trees.find((parsed) => parsed.path === path && parsed.text === text);
		const tree = known?.tree ?? grammar.parse(text);
		if (tree !== undefined) {
			const others = this.#trees.filter((parsed) => parsed !== known);
			const dropped = others.length < kept ? [] : others.splice(0, 1);
			this.#trees = [...others, { path, text, tree }];
			for (const each of dropped) {
				each.tree.delete();
			}
		}
		return tree;
	}
}

/** Where the syntax is broken, what the tree does not show is looked for in the lines: between definitions, and inside what holds some. */
function withOutline(
	lines: readonly string[],
	definitions: readonly Definition[],
	language: Language,
	rows: Rows = { start: 0, end: lines.length - 1 },
	outer: readonly string[] = [],
): Definition[] {
	const all: Definition[] = [];
	let row = rows.start;
	for (const definition of definitions) {
		all.push(...outlineOf(lines, language, { start: row, end: definition.start - 1 }, outer), completed(lines, definition, language));
		row = Math.max(row, definition.end + 1);
	}
	return [...all, ...outlineOf(lines, language, { start: row, end: rows.end }, outer)];
}

function completed(lines: readonly string[], definition: Definition, language: Language): Definition {
	const { end, path, children } = definition;
	const isLarge = lengthOf(definition) >= 20 && !isFunction(definition) && !isField(definition);
	return isLarge
		? { ...definition, children: withOutline(lines, children, language, { start: definition.declared + 1, end }, path) }
		: definition;
}
