/** The word legs: BM25 over chunks, over the names they define, and over whole files. */
import type { Scored, WordLeg } from '../store.ts';
import type { Extent } from './catalogue.ts';
import type { Database } from './database.ts';
import { ListedWords, listedTerms } from './listedWords.ts';
import { hasLists } from './lists.ts';
import type { Mask } from './masks.ts';
import { allOf, anyOf, budgets, planTerms, type TermPlan, tokensOf } from './terms.ts';

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

type Span = readonly [least: number, largest: number];

export class WordLegs {
	private readonly database: Database;
	private readonly listed: ListedWords;
	private readonly frequencies: Record<WordLeg, Map<string, number>> = { chunk: new Map(), names: new Map(), file: new Map() };
	private revision = -1;
	private rowsThen = 0;
	private readonly large: number;
	private isLarge = false;

	/** `large`: from so many chunks on lists are used where there are some. */
	constructor(database: Database, large: number) {
		this.database = database;
		this.large = large;
		this.listed = new ListedWords(database);
	}

	/** To be called when the index may have changed; `rows` is the number of chunks. */
	refresh(revision: number, rows: number): void {
		this.isLarge = rows >= this.large;
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
			const rows =
				known.get(token) ??
				(this.isLarge ? this.listLength(leg, token) : undefined) ??
				this.database.get<{ doc: number }>(sql, token)?.doc ??
				0;
			known.set(token, rows);
			found.set(token, rows);
		}
		return found;
	}

	/** Best first, from lists where there are some. */
	search(leg: WordLeg, terms: readonly string[], limit: number, mask: Mask, extent: Extent): Scored[] {
		const tokens = tokensOf(terms);
		if (!this.isLarge || !hasLists(this.database)) {
			return this.searchWithin(leg, tokens, limit, mask, extent);
		}
		const listed = listedTerms(this.database, leg, tokens, (rare) => this.frequency(leg, rare));
		return this.listed.search(listed, limit, leg === 'file' ? (id) => mask.files.has(id) : mask.has, extent);
	}

	/** Best first. `whole` is the least and the largest id of the leg, `rows` how many rows it has. */
	private searchWithin(leg: WordLeg, tokens: readonly string[], limit: number, mask: Mask, { whole, rows }: Extent): Scored[] {
		const budget = budgets(rows);
		const frequencies = this.frequency(leg, tokens);
		const plan = planTerms(frequencies, budget);
		if (limit <= 0 || plan.all.length === 0 || (leg === 'file' ? mask.files.size : mask.chunks) === 0) {
			return [];
		}
		const span = leg === 'file' ? whole : mask.ids;
		const find = (match: string, within = span) => this.run(leg, match, limit, mask, within);
		const found = plan.rareRows <= budget.most ? best(limit, ...rareFirst(plan).map((match) => find(match))) : [];
		if (found.length >= limit || (found.length > 0 && plan.rare.length === plan.all.length)) {
			return found;
		}
		const share = Math.min(1, width(span) / width(whole));
		const affordable = shortened(span, (plan.allRows * share) / budget.most);
		const must = plan.all.slice(0, mustHave);
		const bounded = shortened(span, (rowsWithAll(must, frequencies, rows) * share) / budget.most);
		const together = affordable === span || must.length < 2 ? [] : find(allOf(must), bounded);
		return best(limit, found, together, together.length >= limit ? [] : find(anyOf(plan.all), affordable));
	}

	/** Ids of the chunks whose text has a term of each group, in any order. */
	chunksWith(groups: readonly (readonly string[])[]): number[] {
		const match = `body : (${groups.map((terms) => `(${anyOf(terms)})`).join(' AND ')})`;
		return this.database.all<{ id: number }>('SELECT rowid AS id FROM chunk_words WHERE chunk_words MATCH ?', match).map(({ id }) => id);
	}

	/** Counted when the list was made: the word index would count anew. */
	private listLength(leg: WordLeg, term: string): number | undefined {
		return this.database.get<{ docs: number }>('SELECT docs FROM word_lists WHERE leg = ? AND term = ?', leg, term)?.docs;
	}

	private run(leg: WordLeg, match: string, limit: number, mask: Mask, span: Span): Scored[] {
		const found: Scored[] = [];
		const passes = passing(leg, mask);
		const table = tables[leg].rows;
		const sql = `SELECT rowid AS id, bm25(${table}, ${Object.values(weights[leg]).join(', ')}) AS score FROM ${table}
			WHERE ${table} MATCH ? AND rowid BETWEEN ? AND ? ORDER BY score, rowid LIMIT ?`;
		this.database.each<Scored>(sql, [match, ...span, mask.all ? limit : -1], ({ id, score }) => {
			if (passes(id)) {
				found.push({ id, score: -score });
			}
			return found.length < limit;
		});
		return found;
	}
}

/** How many rows are to be expected that have all of these terms, if terms came independently. */
function rowsWithAll(terms: readonly string[], frequencies: ReadonlyMap<string, number>, rows: number): number {
	return terms.reduce((left, term) => (left * (frequencies.get(term) ?? 0)) / Math.max(1, rows), rows);
}

/** Rows with a rare term, scored by the common terms too where they have one of those; no row is in both. */
function rareFirst({ rare, common }: TermPlan): string[] {
	return common.length === 0 ? [anyOf(rare)] : [`(${anyOf(rare)}) AND (${anyOf(common)})`, `(${anyOf(rare)}) NOT (${anyOf(common)})`];
}

/** The best of several answers to one question; a row that is in several has the highest of its scores. */
function best(limit: number, ...answers: Scored[][]): Scored[] {
	const [first, ...others] = answers.filter((answer) => answer.length > 0);
	if (first === undefined || others.length === 0) {
		return first ?? [];
	}
	const scores = new Map<number, number>();
	for (const { id, score } of [first, ...others].flat()) {
		scores.set(id, Math.max(score, scores.get(id) ?? 0));
	}
	const all = [...scores].map(([id, score]) => ({ id, score }));
	return all.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, limit);
}

function passing(leg: WordLeg, mask: Mask): (id: number) => boolean {
	if (mask.all) {
		return () => true;
	}
	return leg === 'file' ? (id) => mask.files.has(id) : mask.has;
}

function width([least, largest]: Span): number {
	return largest - least + 1;
}

/** The first part of a span of ids, where all of it has so many times more rows than can be afforded. */
function shortened(span: Span, excess: number): Span {
	return excess <= 1 ? span : [span[0], Math.ceil(span[0] + width(span) / excess)];
}
