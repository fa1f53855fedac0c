/** The word legs: BM25 over chunks, over the names they define, and over whole files. */
import type { Scored, WordLeg } from '../store.ts';
import type { Database } from './database.ts';
import type { Mask } from './masks.ts';
import { allOf, anyOf, budgets, planTerms, tokensOf } from './terms.ts';

/** What a term counts in each column, in the order of the columns. */
export const weights = {
	chunk: { body: 1, path: 0.5, names: 1.5 },
	names: { names: 1 },
	file: { body: 1 },
} as const satisfies Record<WordLeg, Record<string, number>>;

const tables = {
	chunk: { rows: 'chunk_words', terms: 'chunk_terms' },
	names: { rows: 'name_words', terms: 'name_terms' },
	file: { rows: 'file_words', terms: 'file_terms' },
} as const satisfies Record<WordLeg, { rows: string; terms: string }>;

/** Frequencies from here on cost time to look up, and are kept while the index grows or shrinks by less than a tenth. */
const costly = 500;
/** Of questions that have only very common terms: those that a row must have all of. */
const mustHave = 3;

type Span = readonly [number, number];

export class Words {
	private readonly database: Database;
	private readonly frequencies: Record<WordLeg, Map<string, number>> = { chunk: new Map(), names: new Map(), file: new Map() };
	private revision = -1;
	private rowsThen = 0;

	constructor(database: Database) {
		this.database = database;
	}

	/** To be called when the index may have changed; `rows` is the number of chunks. */
	refresh(revision: number, rows: number): void {
		if (revision === this.revision) {
			return;
		}
		const keep = Math.abs(rows - this.rowsThen) < 0.1 * this.rowsThen;
		this.rowsThen = keep ? this.rowsThen : rows;
		this.revision = revision;
		for (const known of Object.values(this.frequencies)) {
			for (const [term, frequency] of known) {
				if (!keep || frequency < costly) {
					known.delete(term);
				}
			}
		}
	}

	/** In how many rows of the leg each token stands. */
	frequency(leg: WordLeg, tokens: readonly string[]): Map<string, number> {
		const known = this.frequencies[leg];
		const sql = `SELECT doc FROM ${tables[leg].terms} WHERE term = ?`;
		const found = new Map<string, number>();
		for (const token of tokens) {
			const rows = known.get(token) ?? this.database.get<{ doc: number }>(sql, token)?.doc ?? 0;
			known.set(token, rows);
			found.set(token, rows);
		}
		return found;
	}

	search(leg: WordLeg, terms: readonly string[], limit: number, mask: Mask, rows: number): Scored[] {
		if (limit <= 0 || mask.chunks === 0) {
			return [];
		}
		const { normal, most } = budgets(rows);
		const plan = planTerms(this.frequency(leg, tokensOf(terms)), normal);
		const span: Span = leg === 'file' ? [0, Number.MAX_SAFE_INTEGER] : mask.ids;
		if (plan.all.length === 0) {
			return [];
		}
		if (plan.rareRows <= most) {
			const found = this.run(leg, anyOf(plan.rare), limit, mask, span);
			if (found.length >= limit || plan.rare.length === plan.all.length) {
				return found;
			}
		} else if (plan.all.length > 1) {
			const found = this.run(leg, allOf(plan.all.slice(0, mustHave)), limit, mask, span);
			if (found.length >= limit) {
				return found;
			}
		}
		return this.run(leg, anyOf(plan.all), limit, mask, shortened(span, plan.allRows / most));
	}

	private run(leg: WordLeg, match: string, limit: number, mask: Mask, span: Span): Scored[] {
		const found: Scored[] = [];
		const passes = passing(leg, mask);
		const sql = `SELECT rowid AS id, rank AS score FROM ${tables[leg].rows} WHERE ${tables[leg].rows} MATCH ? AND rank MATCH ?
			AND rowid BETWEEN ? AND ? ORDER BY rank`;
		this.database.each<Scored>(sql, [match, `bm25(${Object.values(weights[leg]).join(', ')})`, ...span], ({ id, score }) => {
			if (passes(id)) {
				found.push({ id, score: -score });
			}
			return found.length < limit;
		});
		return found;
	}
}

function passing(leg: WordLeg, mask: Mask): (id: number) => boolean {
	if (mask.all) {
		return () => true;
	}
	return leg === 'file' ? (id) => mask.files.has(id) : mask.has;
}

/** The part of a span of ids that is expected to hold the rows that can be afforded. */
function shortened([least, largest]: Span, excess: number): Span {
	return excess <= 1 ? [least, largest] : [least, Math.ceil(least + (Math.min(largest, 2 ** 48) - least) / excess)];
}
