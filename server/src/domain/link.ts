/** Which code a picture shows, or one of its regions: as a person decided, or as evidence suggests. Lines count from 1. */
import type { Box, PictureKind } from './picture.ts';

/** Where decisions are kept, relative to the workspace folder. */
export const linksPath = '.skilllens/links.json';

export const decisions = ['confirmed', 'rejected'] as const;
export type Decision = (typeof decisions)[number];

/** A symbol of a file by its whole path (`HttpClient.retry`); the file itself where the symbol is empty. */
export type Target = { readonly path: string; readonly symbol: string };
export type Located = Target & { readonly line: number };

/** A person's word on whether a region shows something. */
export type Link = Target & {
	readonly picture: string;
	/** The text in the region; empty for the picture as a whole. */
	readonly region: string;
	readonly decision: Decision;
	/** Of the picture's bytes, and of the symbol's lines whatever it is called: by them both are known again where they moved. */
	readonly pictureHash: string;
	readonly symbolHash: string;
};

export type Linked = Located & {
	readonly state: Decision | 'suggested';
	/** A phrase: what speaks for it. */
	readonly because: string;
};

/** `links` are confirmed ones first, then suggestions, then rejected ones. */
export type Region = {
	readonly text: string;
	/** Empty in a diagram that is kept as text … */
	readonly box: Box;
	/** … where it is a node of this line. */
	readonly line?: number;
	readonly links: readonly Linked[];
};

/** A picture with what its regions show. The first region is the picture as a whole, its text empty. */
export type Diagram = {
	readonly path: string;
	readonly kind: PictureKind;
	readonly width: number;
	readonly height: number;
	readonly regions: readonly Region[];
	/** What is drawn of a diagram that is kept as text, line by line; empty for pixels. */
	readonly source: readonly { readonly text: string; readonly line: number }[];
	readonly notes: readonly string[];
};

/** A picture that shows a symbol, in the region with this text. */
export type Shown = Located & {
	readonly picture: string;
	readonly region: string;
	readonly state: 'confirmed' | 'suggested';
	readonly because: string;
};

/** What a picture says that is not so any more. */
export type Drift = {
	readonly kind: 'symbolGone' | 'pictureGone' | 'regionGone' | 'nameGone';
	readonly picture: string;
	readonly region: string;
	/** What was linked; missing for a label that was never linked. */
	readonly target?: Target;
	readonly message: string;
	/** Where the picture is shown, else where the link is written. */
	readonly places: readonly { readonly path: string; readonly line: number }[];
	/** What may be meant now, the likeliest first. */
	readonly near: readonly Located[];
};
