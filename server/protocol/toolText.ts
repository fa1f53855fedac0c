/** What was found, as plain text for a terminal or a language model: one entry a place, within bounds. Pure. */
export type FoundPlace = {
	/** `src/retry.ts:12-48` */
	readonly where: string;
	readonly symbol: string;
	readonly signals: readonly { readonly name: string }[];
	readonly preview: string;
};
/** Marks a part of an entry, for terminals that have colours. */
export type Paint = (part: 'where' | 'symbol' | 'legs', text: string) => string;
export type Fits = (text: string) => boolean | PromiseLike<boolean>;

const longestSymbol = 160;
const longestLabel = 120;

/** Place, symbol and the legs that found it; below it the line a person recognises it by. */
export function placeText({ where, symbol, signals, preview }: FoundPlace, rank: number, paint: Paint = (_, text) => text): string {
	const legs = [...new Set(signals.map(({ name }) => name))].join(', ');
	const head = `${String(rank).padStart(2)}  ${paint('where', where)}  ${paint('symbol', clipped(symbol, longestSymbol))}  ${paint('legs', legs)}`;
	return preview === '' ? head : `${head}\n    ${preview}`;
}

/** The entries, and what there is to say about them. */
export function answerText(entries: readonly string[], notes: readonly string[]): string {
	return [...(entries.length === 0 ? ['Nothing found.'] : entries), ...notes.map((note) => `Note: ${note}`)].join('\n');
}

/** The same with as many of the entries as fit, in order; the notes always come. */
export async function fittingText(entries: readonly string[], notes: readonly string[], fits: Fits): Promise<string> {
	let text = answerText(entries, notes);
	for (let shown = entries.length; shown > 0 && !(await fits(text)); ) {
		shown = Math.floor(shown * 0.8);
		const left = leftOff(entries.length - shown);
		text = shown === 0 ? answerText([left], notes) : answerText(entries.slice(0, shown), [left, ...notes]);
	}
	return text;
}

/** `S` is a place with the name of what stands there. */
export type Explained<S> = {
	readonly definition: S;
	readonly kind: string;
	readonly among: number;
	readonly doc?: string | undefined;
	readonly described: readonly (S & { readonly quote: string })[];
	readonly facts: readonly { readonly kind: 'used' | 'tested' | 'configured'; readonly places: readonly S[] }[];
	readonly shown: readonly { readonly picture: string; readonly region: string; readonly state: 'confirmed' | 'suggested' }[];
	readonly related: readonly S[];
};

const factNames = { used: 'Used in', tested: 'Tested in', configured: 'Configured in' } as const;

/** What a symbol is, a line for each piece of evidence; `placed` writes a place. */
export function explanationText<S extends { readonly symbol: string }>(
	{ definition, kind, among, doc, described, facts, shown, related }: Explained<S>,
	placed: (place: S) => string,
): string {
	const several = among > 1 ? `, one of ${among} definitions of this name` : '';
	return [
		`${placed(definition)}  ${kind}${several}`,
		...(doc === undefined ? [] : [`    ${doc}`]),
		...described.flatMap((passage) => [`Described in ${placed(passage)}`, `    “${passage.quote}”`]),
		...facts.map(({ kind: fact, places }) => `${factNames[fact]} ${places.map(placed).join(', ')}`),
		...shown.map(
			({ picture, region, state }) =>
				`${state === 'confirmed' ? 'Shown' : 'Probably shown'} in ${picture}${region === '' ? '' : `, “${region}”`}`,
		),
		...(related.length === 0 ? [] : [`Related ${related.map(placed).join(', ')}`]),
	].join('\n');
}

export type Labelled = {
	readonly text: string;
	readonly links: readonly { readonly path: string; readonly symbol: string; readonly line: number; readonly state: string }[];
};

/** The labels of a picture that name code, an entry each; `firstLine` is the number of a file's first line. */
export function labelEntries(regions: readonly Labelled[], firstLine: 0 | 1): string[] {
	return regions.flatMap(({ text, links }) =>
		links
			.filter(({ state }) => state !== 'rejected')
			.map(({ path, symbol, line, state }) => {
				const target = symbol === '' ? path : `${symbol} (${path}:${line + 1 - firstLine})`;
				return `Label “${clipped(text.replaceAll(/\s+/g, ' '), longestLabel)}”: ${state === 'confirmed' ? 'confirmed' : 'probably'} ${target}`;
			}),
	);
}

export const nothingSolid = 'There is nothing solid to say of this place.';

export function leftOff(count: number): string {
	return `${count} more left off for want of room.`;
}

export function clipped(text: string, longest: number): string {
	return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
