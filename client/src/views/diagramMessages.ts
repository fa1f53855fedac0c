/** What the diagram panel and the extension say to each other. */

/** A link as the panel shows it; `id` is its place in the list of its region. */
export type ShownLink = {
	readonly id: number;
	readonly symbol: string;
	/** `src/queue.ts:5` */
	readonly where: string;
	readonly state: 'confirmed' | 'suggested' | 'rejected';
	readonly because: string;
};
export type ShownRegion = {
	/** Empty for the picture as a whole. */
	readonly text: string;
	/** Of a diagram that is kept as text, from 1. */
	readonly line?: number | undefined;
	/** In shares of the picture, 0 to 1. */
	readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
	readonly links: readonly ShownLink[];
};
export type Words = Readonly<
	Record<
		'whole' | 'confirmed' | 'probably' | 'rejected' | 'unknown' | 'confirm' | 'reject' | 'other' | 'open' | 'undo' | 'keys' | 'regions',
		string
	>
>;

export type ToPanel =
	| {
			readonly kind: 'diagram';
			readonly title: string;
			/** Where the webview finds the picture; empty for a diagram that is kept as text … */
			readonly source: string;
			/** … of which these lines are shown, numbered from 1. */
			readonly lines: readonly { readonly text: string; readonly line: number }[];
			readonly summary: string;
			readonly notes: readonly string[];
			readonly regions: readonly ShownRegion[];
			readonly canUndo: boolean;
			readonly words: Words;
			/** What has just been done, for those who cannot see it. */
			readonly said: string;
	  }
	| { readonly kind: 'problem'; readonly message: string };

export type FromPanel =
	| { readonly kind: 'ready' }
	| { readonly kind: 'undo' }
	| { readonly kind: 'open'; readonly region: number; readonly link: number; readonly side: boolean }
	| { readonly kind: 'decide'; readonly region: number; readonly link: number; readonly decision: 'confirmed' | 'rejected' }
	| { readonly kind: 'other'; readonly region: number };

/** What the page that takes pictures from the clipboard says. */
export type FromClipboard = { readonly kind: 'picture'; readonly name: string; readonly bytes: Uint8Array };
