/** What a file defines: by syntax, and by the look of its lines where there is no grammar or where it does not parse. */
import { lengthOf, linesOf, type Rows } from '../lines.ts';
import { type Definition, isField, isFunction } from './definition.ts';
import { definitionsOf } from './definitions.ts';
import type { Language, Languages } from './languages.ts';
import { outlineOf } from './outline.ts';
import { Parsers } from './parsers.ts';

export class DefinitionReader {
	readonly #languages: Languages;
	readonly #parsers: Parsers;

	constructor(languages: Languages, timeLimit = 2_000) {
		this.#languages = languages;
		this.#parsers = new Parsers(timeLimit);
	}

	async read(path: string, text: string): Promise<readonly Definition[]> {
		const lines = linesOf(text);
		const language = this.#languages.ofPath(path) ?? this.#languages.ofFirstLine(text);
		if (language?.grammar === undefined) {
			return outlineOf(lines, language);
		}
		const grammar = await this.#parsers.load(language);
		const tree = grammar.parse(text);
		if (tree === undefined) {
			return outlineOf(lines, language);
		}
		try {
			const definitions = definitionsOf(tree, grammar.query, text, lines);
			return tree.rootNode.hasError ? withOutline(lines, definitions, language) : definitions;
		} finally {
			tree.delete();
		}
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
