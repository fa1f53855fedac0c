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

/** Place, symbol and the legs that found it; below it the line a person recognises it by. */
export function placeText({ where, symbol, signals, preview }: FoundPlace, rank: number, paint: Paint = (_, text) => text): string {
	const legs = [...new Set(signals.map(({ name }) => name))].join(', ');
	const head = `${String(rank).padStart(2)}  ${paint('where', where)}  ${paint('symbol', clipped(symbol, longestSymbol))}  ${paint('legs', legs)}`;
	return preview === '' ? head : `${head}\n    ${preview}`;
}

/** As many of the entries as fit, in order; how many are left off is said, and the notes always come. */
export async function fittingText(entries: readonly string[], notes: readonly string[], fits: Fits): Promise<string> {
	for (let shown = entries.length; ; shown = Math.floor(shown * 0.8)) {
		const left = entries.length - shown;
		const text = [
			...entries.slice(0, shown),
			...(left === 0 ? [] : [`${left} more left off for want of room.`]),
			...notes.map((note) => `Note: ${note}`),
		].join('\n');
		if (shown === 0 || (await fits(text))) {
			return text;
		}
	}
}

export function clipped(text: string, longest: number): string {
	return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
