/** What a picture was matched with, and on what evidence. */
import type { ChunkKind } from './chunk.ts';
import type { Region } from './link.ts';
import type { Box, PictureKind } from './picture.ts';
import type { SkillCost } from './skill.ts';

/**
 * What speaks for a place: the picture's words, their order line by line, names that it defines, that code and a section which fit name each
 * other, that a section shows pictures in a document which fits, that a test of it fits, what is said of the picture, where files name it or
 * lie beside it, colours that both have, and what the image skill of the model says.
 */
export const matchSignals = ['words', 'lines', 'names', 'code', 'page', 'tests', 'context', 'files', 'colours', 'looks'] as const;
export type MatchSignalName = (typeof matchSignals)[number];

export type MatchSignal = {
	readonly name: MatchSignalName;
	/** From 1, in this signal alone. */
	readonly rank: number;
	/** As far as a person can check it: the words, or the sentence. */
	readonly evidence: string;
};

export type MatchHit = {
	readonly path: string;
	readonly startLine: number;
	readonly endLine: number;
	readonly kind: ChunkKind;
	readonly symbol: string;
	/** 1 for what everything speaks for. */
	readonly score: number;
	readonly signals: readonly MatchSignal[];
	readonly preview: string;
	/** Where in the picture its words stand, at most some. */
	readonly regions: readonly Box[];
};

export type MatchAnswer = {
	readonly picture: string;
	readonly kind: PictureKind;
	readonly width: number;
	readonly height: number;
	/** What was read, one line a row. */
	readonly text: string;
	readonly words: number;
	/** Text that stands together, and the code that it names. */
	readonly regions: readonly Region[];
	readonly ms: number;
	/** Execution provider of the skills, or `none` where none was activated. */
	readonly device: string;
	/** Those that were activated for this answer. What the image skill said of the same picture before is not computed again. */
	readonly skills: readonly SkillCost[];
	readonly results: readonly MatchHit[];
	readonly notes: readonly string[];
};

/** What is being done, in this order. */
export type MatchStage =
	| { readonly stage: 'reading' }
	| { readonly stage: 'words'; readonly words: number }
	| { readonly stage: 'boxes'; readonly boxes: number }
	| { readonly stage: 'comparing' };

export function stageText(stage: MatchStage): string {
	switch (stage.stage) {
		case 'reading':
			return 'reading the picture';
		case 'words':
			return `words read: ${stage.words}`;
		case 'boxes':
			return `boxes: ${stage.boxes}`;
		case 'comparing':
			return 'comparing';
	}
}
