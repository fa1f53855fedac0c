/** How much of what a picture says a text says too: single words, pairs of neighbours, whole lines in order. Pure. */
import { terms } from '../domain/terms.ts';
import type { Said } from './picture.ts';

/** log(1 + chunks / chunks with the term); 0 for terms of no chunk. */
export type Idf = ReadonlyMap<string, number>;

export type Overlap = {
	/** Sum of the weights of the terms that are in both, a long text's less. */
	readonly words: number;
	/** The same of pairs of neighbouring terms. */
	readonly pairs: number;
	/** Shared terms, the rarest first. */
	readonly shared: readonly string[];
};

/** A text as it is compared. */
export type Terms = { readonly all: ReadonlySet<string>; readonly pairs: ReadonlySet<string>; readonly length: number };

export function termsOf(text: string): Terms {
	const list = terms(text);
	const pairs = new Set<string>();
	for (let i = 1; i < list.length; i++) {
		pairs.add(`${list[i - 1]} ${list[i]}`);
		// a name that was split is followed by itself as a whole
		pairs.add(`${list[i - 2] ?? ''} ${list[i]}`);
	}
	return { all: new Set(list), pairs, length: list.length };
}

/** A text of so many terms counts in full; longer ones have more by chance. */
const usual = 400;

export function overlap(said: Said, text: Terms, idf: Idf): Overlap {
	const weight = (term: string): number => (said.terms.get(term) ?? 0) * (idf.get(term) ?? 0);
	const shared = [...said.terms.keys()].filter((term) => text.all.has(term)).sort((a, b) => weight(b) - weight(a));
	const damp = 1 / (1 + 0.3 * Math.log(Math.max(1, text.length / usual)));
	const seen = new Set<string>();
	let pairs = 0;
	for (const line of said.lines) {
		for (let i = 1; i < line.length; i++) {
			const [first = '', second = ''] = [line[i - 1], line[i]];
			const pair = `${first} ${second}`;
			if (first !== second && !seen.has(pair) && text.pairs.has(pair)) {
				pairs += Math.min(weight(first), weight(second));
			}
			seen.add(pair);
		}
	}
	return { words: damp * shared.reduce((sum, term) => sum + weight(term), 0), pairs: damp * pairs, shared };
}

export type Aligned = {
	/** Lines of the picture that stand in the text in the same order, weighted by their terms. */
	readonly weight: number;
	readonly count: number;
	/** Rows of the text, from 0, inclusive, that they stand in. */
	readonly start: number;
	readonly end: number;
};

/** Shares of a line's weight that make it the same line. */
const same = 0.6;

/**
 * The heaviest run of picture lines that stand in the text in the same order (longest common subsequence over lines, weighted), with no
 * gap wider than `window` rows. Undefined where no line does.
 */
export function align(said: Said, text: string, idf: Idf, window = 60): Aligned | undefined {
	const rows = text.split('\n').map((line) => new Set(terms(line)));
	const places = new Map<string, number[]>();
	for (const [row, of] of rows.entries()) {
		for (const term of of) {
			places.set(term, [...(places.get(term) ?? []), row]);
		}
	}
	const weight = (term: string): number => idf.get(term) ?? 0;
	const matches: { line: number; row: number; weight: number }[] = [];
	for (const [line, list] of said.lines.entries()) {
		const own = [...new Set(list)].filter((term) => weight(term) > 0);
		const total = own.reduce((sum, term) => sum + weight(term), 0);
		const candidates = new Set(own.flatMap((term) => ((places.get(term)?.length ?? 0) > 200 ? [] : (places.get(term) ?? []))));
		for (const row of candidates) {
			const inRow = rows[row];
			const common = own.reduce((sum, term) => sum + (inRow?.has(term) ? weight(term) : 0), 0);
			const rowTotal = [...(inRow ?? [])].reduce((sum, term) => sum + Math.max(0.5, weight(term)), 0);
			if (own.length > 0 && common >= same * total && common >= 0.35 * rowTotal) {
				matches.push({ line, row, weight: common });
			}
		}
	}
	return heaviest(matches, window);
}

function heaviest(matches: readonly { line: number; row: number; weight: number }[], window: number): Aligned | undefined {
	const sorted = [...matches].sort((a, b) => a.line - b.line || b.row - a.row);
	const chains: Aligned[] = [];
	let best: Aligned | undefined;
	for (const [i, match] of sorted.entries()) {
		let chain: Aligned = { weight: match.weight, count: 1, start: match.row, end: match.row };
		for (let k = Math.max(0, i - 400); k < i; k++) {
			const [earlier, before] = [sorted[k], chains[k]];
			const fits = earlier !== undefined && earlier.line < match.line && earlier.row < match.row && match.row - earlier.row <= window;
			if (fits && before !== undefined && before.weight + match.weight > chain.weight) {
				chain = { weight: before.weight + match.weight, count: before.count + 1, start: before.start, end: match.row };
			}
		}
		chains.push(chain);
		best = best === undefined || chain.weight > best.weight ? chain : best;
	}
	return best;
}
