/** The door to one modality: which files it reads, how it cuts them up, and what of a chunk the model sees. */
import type { Chunk } from '../domain/chunk.ts';
import type { SourceFile } from '../domain/file.ts';
import type { SkillId } from '../domain/skill.ts';
import type { Definition } from './code/definition.ts';
import type { Name, Spot } from './name.ts';
import type { Nested } from './outline.ts';

export type { Definition, Name, Nested, Spot };

export interface Skill {
	readonly id: SkillId;
	accepts(path: string): boolean;
	/** Chunks in file order, whole lines, never empty for a file with text. A file that does not parse is still cut up. */
	chunk(file: SourceFile): Promise<readonly Chunk[]>;
	/** The text of a chunk as `chunk` gave it, read again from its file. */
	textOf(file: SourceFile, lines: { readonly startLine: number; readonly endLine: number }): string;
	/** What the model reads of a chunk. Changing it changes content hashes, and with them vectors. */
	passage(chunk: Chunk): string;
	/** What a file defines, outermost first; nothing in prose. */
	definitions(file: SourceFile): Promise<readonly Definition[]>;
	/** The name at a place of a file; undefined in comments, strings and plain prose. */
	nameAt(file: SourceFile, at: Spot): Promise<Name | undefined>;
}
