/**
 * Lists of the rows that have a common term, for large folders. FTS5 scores every row that has any term of a question, at some 2 µs each; of a list
 * a thousand times as many are added up in the same time. Rows with rare terms are FTS5's. What is in a list of chunks stays true: ids are
 * never used twice. Newer chunks stand in a word index of their own (`young_words`) until the lists are made again.
 */
import type { WordLeg } from '../store.ts';
import type { Database } from './database.ts';
import { readState } from './state.ts';
import { quoted } from './terms.ts';

/** Terms in at least this share of all chunks have one. */
const common = 1 / 2_000;
/** Lists are made again when so many of the chunks are newer. */
const worthRenewing = 0.03;
/** Ids that are scored at a time. */
const piece = 100_000;

export const legs = {
	chunk: { table: 'chunk_words', terms: 'chunk_terms', weights: '1, 0.5, 1.5' },
	names: { table: 'name_words', terms: 'name_terms', weights: '1' },
	file: { table: 'file_words', terms: 'file_terms', weights: '1' },
} as const satisfies Record<WordLeg, object>;
const order: readonly WordLeg[] = ['chunk', 'names', 'file'];

export const listTables = `
CREATE TABLE word_lists (
	leg TEXT NOT NULL, term TEXT NOT NULL, docs INTEGER NOT NULL, last INTEGER NOT NULL, most REAL NOT NULL, gaps BLOB NOT NULL, parts BLOB NOT NULL, UNIQUE (leg, term)
);
CREATE TABLE word_lists_state (leg TEXT NOT NULL, term TEXT NOT NULL, chunk INTEGER NOT NULL, revision INTEGER NOT NULL, whole INTEGER NOT NULL);
CREATE VIRTUAL TABLE young_words USING fts5(body, path, names, content='', contentless_delete=1, tokenize='ascii');
`;

/** Where the making of lists is: up to which term of which leg, since which chunk and revision, and whether there are whole ones from before. */
type Progress = {
	readonly leg: WordLeg | 'done';
	readonly term: string;
	readonly chunk: number;
	readonly revision: number;
	readonly whole: 0 | 1;
};

/**
 * Rows in order of id, up to `last`: how far each is from the one before, and the term's part in its BM25 score without the idf, in 255ths of `most`,
 * the largest of them. (It should be under k1 + 1, but FTS5 goes on counting some rows that are gone, and its idf with them.)
 */
export type List = {
	readonly docs: number;
	readonly last: number;
	readonly most: number;
	/** 16 bits each, lower half first. */
	readonly gaps: Uint8Array;
	readonly parts: Uint8Array;
};

export const levels = 255;

/** As FTS5's bm25() has it. */
export function idfOf(rows: number, docs: number): number {
	return Math.max(Math.log((rows - docs + 0.5) / (docs + 0.5)), 1e-6);
}

export function readProgress(database: Database): Progress | undefined {
	return database.get<Progress>('SELECT leg, term, chunk, revision, whole FROM word_lists_state');
}

export function readList(database: Database, leg: WordLeg, term: string): List | undefined {
	return database.get<List>('SELECT docs, last, most, gaps, parts FROM word_lists WHERE leg = ? AND term = ?', leg, term);
}

/** Makes lists of an index with so many chunks for some milliseconds; false where there is nothing left to do. */
export function makeLists(database: Database, rows: number, milliseconds: number): boolean {
	const end = performance.now() + milliseconds;
	let at = due(database, rows);
	while (at !== undefined && performance.now() < end) {
		at = makeNext(database, at, rows, end);
	}
	return at !== undefined;
}

/** Where to go on; undefined where the lists are as good as new. */
function due(database: Database, rows: number): Progress | undefined {
	const at = readProgress(database);
	if (at?.leg === 'done' && readState(database).lastChunk - at.chunk < worthRenewing * rows) {
		return undefined;
	}
	return at === undefined || at.leg === 'done' ? begin(database, at) : at;
}

function begin(database: Database, before: Progress | undefined): Progress {
	return database.write(() => {
		const { lastChunk, revision } = readState(database);
		return save(database, { leg: 'chunk', term: '', chunk: lastChunk, revision, whole: before === undefined ? 0 : 1 });
	});
}

function save(database: Database, at: Progress): Progress {
	database.run('DELETE FROM word_lists_state');
	database.run('INSERT INTO word_lists_state VALUES (?, ?, ?, ?, ?)', at.leg, at.term, at.chunk, at.revision, at.whole);
	return at;
}

/** The next term that is common, or the end of its leg. */
function makeNext(database: Database, at: Progress, rows: number, end: number): Progress | undefined {
	const leg = at.leg as WordLeg;
	let next: { readonly term: string; readonly doc: number } | undefined;
	let seen = at.term;
	database.each<{ term: string; doc: number }>(`SELECT term, doc FROM ${legs[leg].terms} WHERE term > ?`, [at.term], (row) => {
		seen = row.term;
		next = row.doc >= common * rows ? row : undefined;
		return next === undefined && performance.now() < end;
	});
	const { term } = next ?? {};
	const list = term === undefined ? undefined : makeList(database, leg, term);
	return database.write(() => {
		if (term !== undefined && list !== undefined) {
			database.run(
				'INSERT OR REPLACE INTO word_lists VALUES (?, ?, ?, ?, ?, ?, ?)',
				leg,
				term,
				list.docs,
				list.last,
				list.most,
				list.gaps,
				list.parts,
			);
		}
		if (next !== undefined || (seen !== at.term && performance.now() >= end)) {
			return save(database, { ...at, term: seen });
		}
		const following = order[order.indexOf(leg) + 1];
		if (following !== undefined) {
			return save(database, { ...at, leg: following, term: '' });
		}
		forgetYoung(database, at.chunk);
		save(database, { ...at, leg: 'done', term: '', whole: 1 });
		return undefined;
	});
}

function makeList(database: Database, leg: WordLeg, term: string): List {
	const { table, weights } = legs[leg];
	const { lastChunk, lastFile } = readState(database);
	const last = leg === 'file' ? lastFile : lastChunk;
	const [ids, scores]: [number[], number[]] = [[], []];
	const sql = `SELECT rowid AS id, bm25(${table}, ${weights}) AS score FROM ${table} WHERE ${table} MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid`;
	for (let id = 0; id < last; id += piece) {
		database.each<{ id: number; score: number }>(sql, [quoted(term), id + 1, Math.min(last, id + piece)], (row) => {
			ids.push(row.id);
			scores.push(row.score);
			return true;
		});
	}
	const idf = idfOf(rowsOf(database, leg), ids.length);
	const best = scores.reduce((least, score) => Math.min(least, score), 0);
	return { ...packed(ids, (i) => (scores[i] as number) / best), docs: ids.length, last, most: -best / idf };
}

/** Rows of the leg. */
function rowsOf(database: Database, leg: WordLeg): number {
	const what = leg === 'file' ? 'count(*)' : 'total(chunks)';
	return database.get<{ rows: number }>(`SELECT ${what} AS rows FROM files`)?.rows ?? 0;
}

/** `share` is a row's part of the largest. A gap too wide for its place is filled with rows to which the term gives nothing. */
export function packed(ids: readonly number[], share: (i: number) => number): Pick<List, 'gaps' | 'parts'> {
	const [gaps, parts]: [number[], number[]] = [[], []];
	let before = 0;
	for (const [i, id] of ids.entries()) {
		for (; id - before > 0xffff; before += 0xffff) {
			gaps.push(0xffff);
			parts.push(0);
		}
		gaps.push(id - before);
		parts.push(Math.min(levels, Math.max(1, Math.round(share(i) * levels))));
		before = id;
	}
	return { gaps: new Uint8Array(Uint16Array.from(gaps).buffer), parts: Uint8Array.from(parts) };
}

/** Chunks that all lists have. */
function forgetYoung(database: Database, last: number): void {
	const old = database.all<{ id: number }>('SELECT rowid AS id FROM young_words WHERE rowid <= ?', last);
	for (const { id } of old) {
		database.run('DELETE FROM young_words WHERE rowid = ?', id);
	}
}

/** Whether there are lists, from now or from before. */
export function hasLists(database: Database): boolean {
	return readProgress(database)?.whole === 1;
}

/** Whether what is written must stand among the young chunks, too. */
export function isListing(database: Database): boolean {
	return readProgress(database) !== undefined;
}
