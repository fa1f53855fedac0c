/** How an answer came about, for a person who asks. */
import type { Answer, SignalName } from './hit.ts';

/** How one hit of the answer came by its rank. */
export type TracedHit = {
	/** From 1, in the merged legs before any rule. */
	readonly fusedRank: number;
	/** What each leg gave it, the most first; 1 is what the best chunk of the words gets. */
	readonly parts: readonly { readonly signal: SignalName; readonly amount: number }[];
	/** The lines in it that say most of the question; undefined where none says a word of it. */
	readonly passage: { readonly startLine: number; readonly endLine: number } | undefined;
};

export type Trace = {
	readonly answer: Answer;
	/** How the question was read. */
	readonly form: 'words' | 'symbol' | 'code';
	/** Of the question, those that were looked for. */
	readonly words: readonly string[];
	readonly candidates: number;
	/** One for each result, in order. */
	readonly hits: readonly TracedHit[];
};
