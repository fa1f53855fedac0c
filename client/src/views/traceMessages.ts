/** What the trace panel and the extension say to each other: text that is ready to be shown. */
export type TraceTable = {
	readonly caption: string;
	readonly head: readonly string[];
	readonly rows: readonly (readonly string[])[];
};
export type TraceBar = { readonly name: string /** 0 to 1. */; readonly share: number; readonly text: string };
export type TraceHit = {
	/** `retryWithBackoff src/http/retry.ts:12` */
	readonly name: string;
	readonly where: string;
	readonly cells: readonly string[];
	readonly rules: readonly string[];
	readonly passage: string;
};
export type ToTrace =
	| {
			readonly kind: 'trace';
			readonly title: string;
			readonly cost: string;
			readonly read: string;
			readonly skills: TraceTable;
			readonly sharesCaption: string;
			readonly shares: readonly TraceBar[];
			readonly hitsCaption: string;
			readonly hitsHead: readonly string[];
			readonly hits: readonly TraceHit[];
			readonly legend: string;
			readonly notes: readonly string[];
			readonly copyMarkdown: string;
			readonly copyJson: string;
	  }
	| { readonly kind: 'problem'; readonly message: string };

export type FromTrace =
	| { readonly kind: 'ready' }
	| { readonly kind: 'copy'; readonly as: 'markdown' | 'json' }
	| { readonly kind: 'open'; readonly hit: number; readonly side: boolean };
