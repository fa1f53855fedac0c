/** The code skill: source files by syntax, or by the look of their lines where no grammar reads them. */
import type { Chunk } from '../../domain/chunk.ts';
import type { SourceFile } from '../../domain/file.ts';
import { linesOf, sliceLines, textOfRows } from '../lines.ts';
import { passageOf } from '../passage.ts';
import type { Skill } from '../skill.ts';
import { cut, type Piece } from './cut.ts';
import type { Languages } from './languages.ts';
import { DefinitionReader } from './reader.ts';

export function createCodeSkill(languages: Languages): Skill {
	const reader = new DefinitionReader(languages);
	return {
		id: 'code',
		accepts: (path) => languages.ofPath(path) !== undefined || !isData(path),
		chunk: async (file) => {
			const lines = linesOf(file.text);
			return cut(file.text, await reader.read(file.path, file.text)).map((piece) => chunkOf(lines, piece));
		},
		textOf: (file: SourceFile, lines) => sliceLines(file.text, lines),
		passage: passageOf,
		definitions: ({ path, text }) => reader.read(path, text),
		nameAt: ({ path, text }, at) => reader.nameAt(path, text, at),
	};
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
