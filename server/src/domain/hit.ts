/** An answer and its evidence, in the shape that the command line prints (contracts.md). */
import type { ChunkKind } from './chunk.ts';
import type { TypedFilter } from './query.ts';
import type { SkillCost, SkillId } from './skill.ts';

/** A way of finding: by words, by static vectors, by a skill's vectors, or by what a name or path says. */
export type SignalName = 'words' | 'file' | 'names' | 'path' | 'static' | SkillId;

/** One leg that found the hit, with its rank there (from 1). */
export type Signal = {
	readonly name: SignalName;
	readonly rank: number;
	/** Cosine, for vectors. */
	readonly similarity?: number;
	/** For words: those that match the question, as they stand in the place. */
	readonly words?: readonly string[];
};

/** What a ranking rule did to a hit, for "why". */
export type RuleEffect = { readonly rule: string; readonly effect: string };

export type Hit = {
	readonly path: string;
	readonly startLine: number;
	readonly endLine: number;
	readonly kind: ChunkKind;
	/** The skill that reads this chunk. */
	readonly skill: SkillId;
	readonly symbol: string;
	readonly score: number;
	readonly signals: readonly Signal[];
	readonly rules: readonly RuleEffect[];
	/** The line a person recognises it by. */
	readonly preview: string;
};

export type Answer = {
	readonly query: string;
	/** Filters of the question that were understood. */
	readonly filters: readonly TypedFilter[];
	readonly ms: number;
	/** Execution provider of the skills, or `none` where only words answered. */
	readonly device: string;
	readonly skills: readonly SkillCost[];
	readonly results: readonly Hit[];
	/** Whatever makes the answer less than complete. */
	readonly notes: readonly string[];
	/** Chunks that were searched. */
	readonly chunks: number;
};
