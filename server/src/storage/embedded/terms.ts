/** Which terms of a question to look for: FTS5 scores every row that has any of them, so very common terms cost much and say little. */

/** More terms than this say no more about a question; the rarest are kept. */
export const mostTerms = 64;
/** Terms of a long question whose frequency is looked up. */
export const mostLookups = 512;

/** Rows that one question may have scored: without need, and when rarer terms do not fill the answer. */
export function budgets(rows: number): { readonly normal: number; readonly most: number } {
	return { normal: 6_000 + 0.04 * rows, most: 30_000 + 0.04 * rows };
}

export type TermPlan = {
	/** Looked for first, rarest first. */
	readonly rare: readonly string[];
	/** All of them, for when those do not fill the answer. */
	readonly all: readonly string[];
	/** Rows that `rare` and `all` may match, at most. */
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

/** Rarest first while the rows they match stay within the budget; one term at least. */
export function planTerms(frequencies: ReadonlyMap<string, number>, normal: number): TermPlan {
	const known = [...frequencies].filter(([, rows]) => rows > 0).sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
	const all = known.slice(0, mostTerms);
	let [count, rareRows] = [0, 0];
	for (const [, rows] of all) {
		if (count > 0 && rareRows + rows > normal) {
			break;
		}
		count++;
		rareRows += rows;
	}
	const names = all.map(([term]) => term);
	return { rare: names.slice(0, count), all: names, rareRows, allRows: all.reduce((sum, [, rows]) => sum + rows, 0) };
}

/** Terms as an FTS5 expression. They are data: each is a quoted string. */
export function anyOf(terms: readonly string[]): string {
	return terms.map(quoted).join(' OR ');
}

export function allOf(terms: readonly string[]): string {
	return terms.map(quoted).join(' AND ');
}

function quoted(term: string): string {
	return `"${term.replaceAll('"', '""')}"`;
}
