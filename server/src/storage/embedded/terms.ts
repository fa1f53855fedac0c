/** Which terms of a question to look for: FTS5 scores every row that has any of them, so very common terms cost much and say little. */

/** More terms than this say no more about a question; the rarest are kept. */
export const mostTerms = 64;
/** Terms of a long question whose frequency is looked up. */
export const mostLookups = 512;

/**
 * What one question may cost. A row that is scored costs about 0.6 µs, a place where a common term stands 0.05 µs; measured on 60,000
 * chunks of real code, these leave 97 of the 100 best of a search for every term, at a third of its time.
 */
export function budgets(rows: number): Budgets {
	return { rows: 2_000 + 0.025 * rows, places: Math.min(20_000 + 0.6 * rows, 400_000), most: 12_000 + 0.04 * rows };
}

export type Budgets = {
	/** Rows to score. */
	readonly rows: number;
	/** Places of common terms to look at. */
	readonly places: number;
	/** Rows to score when rarer terms do not fill the answer. */
	readonly most: number;
};

export type TermPlan = {
	/** A row must have one of these: the rarest, at least one. */
	readonly rare: readonly string[];
	/** Terms that only raise the score of a row. */
	readonly common: readonly string[];
	/** All known terms, rarest first; what is in neither list says nothing at its price. */
	readonly all: readonly string[];
	/** Rows that `rare` and `all` match, at most. */
	readonly rareRows: number;
	readonly allRows: number;
};

/** The tokens of terms as FTS5's ascii tokenizer sees them, each once. */
export function tokensOf(terms: readonly string[]): string[] {
	const found = new Set<string>();
	for (const term of terms) {
		for (const token of term.toLowerCase().split(/[^a-z0-9\u0080-\u{10ffff}]+/u)) {
			if (token !== '' && token.length <= 1_000) {
				found.add(token);
				if (found.size >= mostLookups) {
					return [...found];
				}
			}
		}
	}
	return [...found];
}

export function planTerms(frequencies: ReadonlyMap<string, number>, { rows, places }: Budgets): TermPlan {
	const known = [...frequencies].filter(([, count]) => count > 0).sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
	const all = known.slice(0, mostTerms);
	const rare = affordable(all, rows, 1);
	const common = affordable(all.slice(rare.length), places, 0);
	return { rare: names(rare), common: names(common), all: names(all), rareRows: total(rare), allRows: total(all) };
}

export type Counted = readonly [term: string, count: number];

/** The first of them, as long as their counts stay within the budget together; `least` of them in any case. */
export function affordable(terms: readonly Counted[], budget: number, least: number): readonly Counted[] {
	let sum = 0;
	const end = terms.findIndex(([, count], i) => {
		sum += count;
		return i >= least && sum > budget;
	});
	return end < 0 ? terms : terms.slice(0, end);
}

function names(terms: readonly Counted[]): string[] {
	return terms.map(([term]) => term);
}

function total(terms: readonly Counted[]): number {
	return terms.reduce((sum, [, count]) => sum + count, 0);
}

/** Terms as an FTS5 expression. They are data: each is a quoted string. */
export function anyOf(terms: readonly string[]): string {
	return terms.map(quoted).join(' OR ');
}

export function allOf(terms: readonly string[]): string {
	return terms.map(quoted).join(' AND ');
}

export function quoted(term: string): string {
	return `"${term.replaceAll('"', '""')}"`;
}
