/** A question over lists: every row that has any of its terms is scored, as BM25 does, at a price that hardly grows with how common they are. */
import type { Scored, WordLeg } from '../store.ts';
import type { Extent } from './catalogue.ts';
import type { Database } from './database.ts';
import { idfOf, type List, legs, levels, readList, readProgress } from './lists.ts';
import { Scores } from './scores.ts';
import { readState } from './state.ts';
import { affordable, anyOf, mostTerms, quoted } from './terms.ts';

/** Rows with rare terms, which FTS5 scores. */
const mostRare = 20_000;

export type Listed = {
	readonly leg: WordLeg;
	/** Terms of the question that have a list, rarest first. */
	readonly lists: ReadonlyMap<string, List>;
	/** The others, with the number of rows that have them. */
	readonly rare: ReadonlyMap<string, number>;
};

/** The lists of a question's terms. */
export function listedTerms(
	database: Database,
	leg: WordLeg,
	tokens: readonly string[],
	frequency: (tokens: readonly string[]) => ReadonlyMap<string, number>,
): Listed {
	const found = tokens.flatMap((token) => {
		const list = readList(database, leg, token);
		return list === undefined ? [] : [[token, list] as const];
	});
	const lists = new Map(found.sort((a, b) => a[1].docs - b[1].docs).slice(0, mostTerms));
	const known = new Set(found.map(([token]) => token));
	const others = [...frequency(tokens.filter((token) => !known.has(token)))].filter(([, rows]) => rows > 0).sort((a, b) => a[1] - b[1]);
	return { leg, lists, rare: new Map(affordable(others.slice(0, mostTerms), mostRare, 1)) };
}

export class ListedWords {
	private readonly database: Database;
	private readonly scores = new Scores();

	constructor(database: Database) {
		this.database = database;
	}

	/** Best first, of those that may answer. */
	search(listed: Listed, limit: number, mayAnswer: (id: number) => boolean, { whole, rows }: Extent): Scored[] {
		const [least, largest] = whole;
		this.scores.clear(largest - least + 1);
		for (const list of listed.lists.values()) {
			const idf = idfOf(rows, list.docs);
			this.scores.add(
				list,
				least,
				Float32Array.from({ length: levels + 1 }, (_, level) => (level / levels) * list.most * idf),
			);
		}
		this.addRare(listed, least);
		this.addYoung(listed, least, rows);
		const outdated = listed.leg === 'file' ? this.changedFiles() : new Set<number>();
		return this.scores.best(limit, least, (id) => mayAnswer(id) && !outdated.has(id));
	}

	private addRare({ leg, rare }: Listed, least: number): void {
		const { table, weights } = legs[leg];
		if (rare.size > 0) {
			const sql = `SELECT rowid AS id, bm25(${table}, ${weights}) AS score FROM ${table} WHERE ${table} MATCH ?`;
			this.database.each<Scored>(sql, [anyOf([...rare.keys()])], ({ id, score }) => {
				this.scores.increase(id - least, -score);
				return true;
			});
		}
	}

	/** What was written since the lists were made. */
	private addYoung({ leg, lists }: Listed, least: number, rows: number): void {
		const { lastChunk } = readState(this.database);
		for (const [term, { last, docs }] of leg === 'file' ? [] : lists) {
			for (const { id, score } of last < lastChunk ? this.younger(leg, term, last) : []) {
				this.scores.increase(id - least, idfOf(rows, docs) * score);
			}
		}
	}

	/** Their scores without the idf: by the word index of young chunks; among names, where a term mostly stands once, as if it did. */
	private younger(leg: WordLeg, term: string, last: number): Scored[] {
		if (leg === 'names') {
			const sql = 'SELECT rowid AS id, 1 AS score FROM name_words WHERE name_words MATCH ? AND rowid > ?';
			return this.database.all<Scored>(sql, quoted(term), last);
		}
		const sql = `SELECT rowid AS id, -bm25(young_words, ${legs.chunk.weights}) AS score FROM young_words WHERE young_words MATCH ?`;
		const found = this.database.all<Scored>(sql, quoted(term));
		const { rows = 0 } = this.database.get<{ rows: number }>('SELECT count(*) AS rows FROM young_words_docsize') ?? {};
		const idf = idfOf(rows, found.length);
		return found.flatMap(({ id, score }) => (id > last ? [{ id, score: score / idf }] : []));
	}

	/** A file keeps its id when its content changes: what lists say of it may be of before. */
	private changedFiles(): Set<number> {
		const since = readProgress(this.database)?.revision ?? 0;
		return new Set(this.database.all<{ id: number }>('SELECT id FROM files WHERE revision > ?', since).map(({ id }) => id));
	}
}
