/** Chunks: the pieces of a file that are found, shown and compared. Lines count from 1, inclusive. */
import type { SkillId } from './skill.ts';

export const chunkKinds = ['code', 'doc', 'picture'] as const;
export type ChunkKind = (typeof chunkKinds)[number];

export type Chunk = {
	readonly kind: ChunkKind;
	/** The skill that reads it. */
	readonly skill: SkillId;
	readonly startLine: number;
	readonly endLine: number;
	/** Symbol path (`HttpClient.retry`) or breadcrumb (`Retries › Back-off`); empty where there is none. */
	readonly symbol: string;
	/** One line a person recognises it by: the declaration without its body, or the heading. */
	readonly signature: string;
	/** The doc comment's text without its comment signs; empty where there is none. */
	readonly doc: string;
	/** The names it defines, innermost last: `['HttpClient', 'retry']` gives both. */
	readonly names: readonly string[];
	readonly text: string;
};

/** A chunk as the store keeps it: without its text, which stays in the file. */
export type StoredChunk = Omit<Chunk, 'text'> & {
	readonly id: number;
	readonly file: number;
	readonly path: string;
	/** Content hash of the passage that the skill reads. */
	readonly hash: string;
};
