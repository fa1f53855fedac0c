/** From a file on disk to the rows that are written of it: read, cut up, split into terms, looked up in the static tier. For workers. */
import { contentHash } from '../base/hash.ts';
import type { Chunk } from '../domain/chunk.ts';
import type { FileStamp, SkippedFile, SourceFile } from '../domain/file.ts';
import { termText } from '../domain/terms.ts';
import { quantize } from '../domain/vector.ts';
import { mentionsIn } from '../skills/pictures.ts';
import type { Skills } from '../skills/registry.ts';
import type { Skill } from '../skills/skill.ts';
import type { ChunkRow, FileRows } from '../storage/store.ts';
import { isSkipped, type Workspace } from '../workspace/workspace.ts';
import type { Task } from './plan.ts';

export type Prepared =
	| { readonly kind: 'rows'; readonly rows: FileRows }
	| { readonly kind: 'same'; readonly task: Task }
	| { readonly kind: 'skipped'; readonly file: SkippedFile };

export type Preparer = {
	readonly read: Workspace['read'];
	readonly skills: Skills;
	/** The static tier's vector of a passage; missing without a model. */
	readonly embed: ((passage: string) => Float32Array) | undefined;
};

export async function prepare({ read, skills, embed }: Preparer, task: Task): Promise<Prepared> {
	const { stamp } = task;
	const skill = skills.for(stamp.path);
	if (skill === undefined) {
		return { kind: 'skipped', file: { path: stamp.path, reason: 'unsupported', detail: 'No skill reads this kind of file.', stamp } };
	}
	const file = read(stamp.path);
	if (isSkipped(file)) {
		return { kind: 'skipped', file: { ...file, stamp } };
	}
	if (file.hash === task.known) {
		return { kind: 'same', task };
	}
	return { kind: 'rows', rows: await rowsOf(file, stamp, skill, { skills, embed }) };
}

/** What is written of a file that was read. */
export async function rowsOf(
	file: SourceFile,
	stamp: FileStamp,
	skill: Skill,
	{ skills, embed }: Pick<Preparer, 'skills' | 'embed'>,
): Promise<FileRows> {
	const cut = await skill.chunk(file);
	const chunks = cut.map((chunk) => row(chunk, skill, embed));
	const mentions = skill.id === 'image' ? [] : mentionsIn(file.text, cut);
	return {
		stamp,
		hash: file.hash,
		language: skills.languageOf(stamp.path),
		pathWords: termText(stamp.path),
		fileWords: distinct(chunks),
		chunks,
		mentions,
	};
}

function row(chunk: Chunk, skill: Skill, embed: Preparer['embed']): ChunkRow {
	const { text, ...rest } = chunk;
	const passage = skill.passage(chunk);
	return {
		...rest,
		hash: contentHash(passage),
		words: termText(`${chunk.symbol} ${text}`),
		nameWords: termText(`${chunk.names.join(' ')} ${chunk.symbol}`),
		static: embed === undefined ? undefined : quantize(embed(passage)),
	};
}

/** Each term of the file once: a file is found by what it speaks of, its chunks tell how much. */
function distinct(chunks: readonly ChunkRow[]): string {
	return [...new Set(chunks.flatMap((chunk) => chunk.words.split(' ')))].join(' ');
}
