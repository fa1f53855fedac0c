/** The code skill: source files by syntax, or by the look of their lines where no grammar reads them. */
import type { Chunk } from '../../domain/chunk.ts';
import type { SourceFile } from '../../domain/file.ts';
import { linesOf, sliceLines, textOfRows } from '../lines.ts';
import { passageOf } from '../passage.ts';
import type { Skill } from '../skill.ts';
import { cut, type Piece } from './cut.ts';
import type { Definition } from './definition.ts';
import { definitionsOf } from './definitions.ts';
import type { Language, Languages } from './languages.ts';
import { outlineOf } from './outline.ts';
import { Parsers } from './parsers.ts';

export function createCodeSkill(languages: Languages): Skill {
	const parsers = new Parsers();
	return {
		id: 'code',
		accepts: (path) => languages.ofPath(path) !== undefined || !isData(path),
		chunk: async (file) => {
			const lines = linesOf(file.text);
			const language = languages.ofPath(file.path) ?? languages.ofFirstLine(file.text);
			const definitions = await define(parsers, language, file.text, lines);
			return cut(file.text, definitions).map((piece) => chunkOf(lines, piece));
		},
		textOf: (file: SourceFile, lines) => sliceLines(file.text, lines),
		passage: passageOf,
	};
}

async function define(
	parsers: Parsers,
	language: Language | undefined,
	text: string,
	lines: readonly string[],
): Promise<readonly Definition[]> {
	if (language?.grammar === undefined) {
		return outlineOf(lines, language);
	}
	const grammar = await parsers.load(language);
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

/** Where the syntax is broken, what the tree does not show is looked for in the lines. */
function withOutline(lines: readonly string[], definitions: readonly Definition[], language: Language): Definition[] {
	const all: Definition[] = [];
	let row = 0;
	for (const definition of definitions) {
		all.push(...outlineOf(lines, language, { start: row, end: definition.start - 1 }), definition);
		row = Math.max(row, definition.end + 1);
	}
	return [...all, ...outlineOf(lines, language, { start: row, end: lines.length - 1 })];
}

function chunkOf(lines: readonly string[], piece: Piece): Chunk {
	return {
		kind: 'code',
		skill: 'code',
		startLine: piece.start + 1,
		endLine: piece.end + 1,
		symbol: piece.symbol,
		signature: piece.signature,
		doc: piece.doc,
		names: piece.names,
		text: textOfRows(lines, piece),
	};
}

/** Endings of what is not text for a reader: pictures, sound, archives, programs, tables of data. */
const data =
	/\.(?:png|jpe?g|gif|webp|avif|bmp|ico|icns|svg|tiff?|psd|ai|eps|pdf|mp3|mp4|m4a|m4v|mov|avi|mkv|webm|wav|ogg|oga|flac|aac|zip|gz|tgz|bz2|xz|zst|7z|rar|tar|jar|war|class|o|a|so|dylib|dll|exe|bin|dat|wasm|pyc|pyo|pdb|lib|obj|node|ttf|otf|woff2?|eot|db|sqlite3?|parquet|npy|npz|pt|onnx|safetensors|pkl|h5|csv|tsv|jsonl|ndjson|map|snap|keystore|jks|p12|pfx|der|crt|cer|pem|key|docx?|xlsx?|pptx?|odt|epub)$/i;

function isData(path: string): boolean {
	return data.test(path);
}
