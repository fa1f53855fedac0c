/** The image skill: pictures by what is written in them and said of them, diagrams by their source. */
import type { Chunk } from '../../domain/chunk.ts';
import type { SourceFile } from '../../domain/file.ts';
import { isPictureName } from '../../domain/picture.ts';
import { passageOf } from '../passage.ts';
import type { Skill } from '../skill.ts';
import { diagramText, isDiagramSource } from './diagram.ts';

/** In place of `SourceFile.text`, a picture has its description (describe.ts). */
export function createImageSkill(): Skill {
	return {
		id: 'image',
		accepts: (path) => isPictureName(path) || isDiagramSource(path),
		chunk: async (file) => [chunkOf(file)],
		textOf: textOf,
		passage: passageOf,
		definitions: async () => [],
		nameAt: async () => undefined,
	};
}

/** One a file. Its words are read by the text skill. */
function chunkOf(file: SourceFile): Chunk {
	const text = textOf(file);
	const lines = isPictureName(file.path) ? 1 : file.text.trimEnd().split('\n').length;
	const [first = ''] = text.split('\n').filter((line) => /[\p{L}\p{N}]/u.test(line));
	return {
		...{ kind: 'picture', skill: 'text', startLine: 1, endLine: lines, symbol: '', doc: '', names: [], text },
		signature: first.trim().slice(0, 200),
	};
}

function textOf({ path, text }: SourceFile): string {
	return isPictureName(path) ? text : diagramText(path, text);
}
