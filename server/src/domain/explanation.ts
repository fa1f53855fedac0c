/** What is said of a symbol: nothing but evidence, each piece with the place it comes from. Lines count from 1. */
import type { SignalName } from './hit.ts';
import type { Shown } from './link.ts';

export type Source = {
	readonly path: string;
	readonly line: number;
	/** What stands there: a symbol's path, a breadcrumb; empty where it has no name. */
	readonly symbol: string;
};

/** Words of a document about the symbol, as they stand there. */
export type Passage = Source & { readonly quote: string };

export type FactKind = 'used' | 'tested' | 'configured';

export type Explanation = {
	/** Where it is defined, by its whole path: `HttpClient.retry`. */
	readonly definition: Source;
	/** `function`, `class`, …, as its language's grammar names it. */
	readonly kind: string;
	/** Definitions of this name that nothing but nearness told apart; 1 where it is certain. */
	readonly among: number;
	/** How it was told which definition is meant, in a phrase. */
	readonly because: string;
	/** The first sentence of its own comment. */
	readonly doc: string | undefined;
	readonly described: readonly Passage[];
	/** Asked for only where neither its comment nor a document says anything. */
	readonly facts: readonly { readonly kind: FactKind; readonly places: readonly Source[] }[];
	/** Pictures that show it, confirmed ones first. */
	readonly shown: readonly Shown[];
	readonly related: readonly (Source & { readonly signal: SignalName; readonly similarity: number })[];
	/** What the evidence was found by. */
	readonly signals: readonly SignalName[];
	readonly ms: number;
};
