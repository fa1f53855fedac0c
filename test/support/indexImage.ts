/** What an index says, independent of the order in which it came about, and what is wrong with it. Read from its file, past the store. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { contentHash } from '../../server/src/base/hash.ts';
import { packHash } from '../../server/src/storage/embedded/hashes.ts';
import { tokensOf } from '../../server/src/storage/embedded/terms.ts';
import type { ChunkRow, FileRows } from '../../server/src/storage/store.ts';

/** One line for a file and one for each of its chunks, in order; a skill's vector by chunk, where it has one. */
export type FileImage = {
	readonly hash: string;
	readonly stamp: string;
	readonly lines: readonly string[];
	readonly vectors: readonly string[];
};

export type IndexImage = {
	readonly files: ReadonlyMap<string, FileImage>;
	/** Files left out for what they say, with the reason. */
	readonly skipped: readonly string[];
	/** How often it was changed, and how many vectors were ever put into it. */
	readonly revision: number;
	readonly lastVector: number;
};

type Chunk = { id: number; file: number; line: string; hash: Uint8Array | string; skill: string };
type Bytes = Uint8Array | string;

/** `folder` is that of the index. */
export function imageOf(folder: string): IndexImage {
	return within(folder, (database) => {
		const all = <Row>(sql: string, ...values: (string | number)[]) => database.prepare(sql).all(...values) as Row[];
		const words = { body: tokens(database, 'chunk_words'), names: tokens(database, 'name_words'), file: tokens(database, 'file_words') };
		const vectors = new Map(
			all<{ kind: string; hash: Bytes; vector: Uint8Array }>(
				'SELECT s.kind, v.hash, v.vector FROM vectors v JOIN spaces s ON s.id = v.space',
			).map(({ kind, hash, vector }) => [`${kind} ${text(hash)}`, digest(vector)]),
		);
		const chunks = Map.groupBy(
			all<Omit<Chunk, 'line'> & Record<string, string | number>>('SELECT * FROM chunks ORDER BY id').map((row) => ({
				...{ id: row.id, file: row.file, hash: row.hash, skill: row.skill },
				line: lineOf(row, words.body.get(row.id), words.names.get(row.id), vectors.get(`static ${text(row.hash)}`)),
			})),
			({ file }) => file,
		);
		const mentions = Map.groupBy(
			all<{ file: number } & Record<string, unknown>>('SELECT * FROM mentions ORDER BY file, line, name, reference'),
			({ file }) => file,
		);
		const files = all<{ id: number; path: string; size: number; mtime: number; hash: string; language: string }>('SELECT * FROM files').map(
			({ id, path, size, mtime, hash, language }): [string, FileImage] => {
				const own = chunks.get(id) ?? [];
				const head = [hash, language, [...(words.file.get(id) ?? [])].sort(), (mentions.get(id) ?? []).map(({ file: _, ...rest }) => rest)];
				return [
					path,
					{
						...{ hash, stamp: `${size} ${mtime}` },
						lines: [JSON.stringify(head), ...own.map(({ line }) => line)],
						vectors: own.map((chunk) => vectors.get(`${chunk.skill} ${text(chunk.hash)}`) ?? 'none'),
					},
				];
			},
		);
		const [state] = all<{ revision: number; last_vector: number }>('SELECT revision, last_vector FROM state');
		return {
			files: new Map(files),
			skipped: all<{ path: string; reason: string }>('SELECT path, reason FROM skipped WHERE size IS NOT NULL ORDER BY path').map(
				({ path, reason }) => `${path}: ${reason}`,
			),
			...{ revision: state?.revision ?? 0, lastVector: state?.last_vector ?? 0 },
		};
	});
}

/** The lines that a file has in the image once these rows are stored. */
export function linesOf({ hash, language, fileWords, chunks, mentions = [], pathWords }: FileRows): string[] {
	const order = [...mentions].sort((a, b) => a.line - b.line || compare(a.name, b.name) || compare(a.reference, b.reference));
	return [
		JSON.stringify([hash, language, distinct(fileWords).sort(), order.map(mentionRow)]),
		...chunks.map((chunk) => {
			const row = { ...chunk, start_line: chunk.startLine, end_line: chunk.endLine, names: JSON.stringify(chunk.names) };
			const body = { body: all(chunk.words), path: all(pathWords), names: all(chunk.nameWords) };
			return lineOf(
				{ ...row, hash: packHash(chunk.hash) },
				flat(body),
				flat({ names: body.names }),
				chunk.static === undefined ? undefined : digest(chunk.static),
			);
		}),
	];
}

/** Whatever is not as it must be in any index at any time; empty where all is well. The index must not be written meanwhile. */
export function faultsOf(folder: string): string[] {
	return within(folder, (database) => {
		const all = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[];
		const found = all('PRAGMA integrity_check').flatMap((row) => (row.integrity_check === 'ok' ? [] : [String(row.integrity_check)]));
		for (const table of ['chunk_words', 'name_words', 'file_words']) {
			database.exec(`INSERT INTO ${table} (${table}) VALUES ('integrity-check')`);
		}
		const none: Record<string, string> = {
			'chunks without words': 'SELECT id FROM chunks EXCEPT SELECT rowid FROM chunk_words',
			'words without chunk': 'SELECT rowid FROM chunk_words EXCEPT SELECT id FROM chunks',
			'chunks without names': 'SELECT id FROM chunks EXCEPT SELECT rowid FROM name_words',
			'names without chunk': 'SELECT rowid FROM name_words EXCEPT SELECT id FROM chunks',
			'files without words': 'SELECT id FROM files EXCEPT SELECT rowid FROM file_words',
			'words without file': 'SELECT rowid FROM file_words EXCEPT SELECT id FROM files',
			'chunks without file': 'SELECT id FROM chunks WHERE file NOT IN (SELECT id FROM files)',
			'files with other chunks than they say': `SELECT id FROM files f WHERE chunks != (SELECT count(*) FROM chunks c
				WHERE c.file = f.id AND c.id BETWEEN f.first_chunk AND f.first_chunk + f.chunks - 1)
				OR chunks != (SELECT count(*) FROM chunks c WHERE c.file = f.id)`,
			'chunks without static vector': `SELECT id FROM chunks c WHERE NOT EXISTS (SELECT 1 FROM vectors v JOIN spaces s ON s.id = v.space
				WHERE s.kind = 'static' AND v.hash = c.hash)`,
			'vectors of no space': 'SELECT id FROM vectors WHERE space NOT IN (SELECT id FROM spaces)',
			'vectors of another length than their like': `SELECT space FROM vectors GROUP BY space HAVING min(length(vector)) != max(length(vector))`,
			'mentions without file': 'SELECT file FROM mentions WHERE file NOT IN (SELECT id FROM files)',
			'ids beyond the last one given': `SELECT 1 FROM state WHERE last_chunk < (SELECT max(id) FROM chunks)
				OR last_file < (SELECT max(id) FROM files) OR last_vector < (SELECT max(id) FROM vectors)`,
		};
		for (const [what, sql] of Object.entries(none)) {
			const rows = all(sql);
			found.push(...(rows.length === 0 ? [] : [`${rows.length} ${what}`]));
		}
		return found;
	});
}

/** How the two differ, file by file; empty where they say the same. */
export function differences(one: IndexImage, other: IndexImage): string[] {
	const paths = [...new Set([...one.files.keys(), ...other.files.keys()])].sort();
	const files = paths.flatMap((path) => {
		const [a, b] = [one.files.get(path), other.files.get(path)];
		if (a === undefined || b === undefined) {
			return [`${path}: only in the ${a === undefined ? 'second' : 'first'}`];
		}
		const parts = (['hash', 'stamp', 'lines', 'vectors'] as const).filter((part) => JSON.stringify(a[part]) !== JSON.stringify(b[part]));
		return parts.length === 0 ? [] : [`${path}: ${parts.join(', ')}`];
	});
	const skipped = one.skipped.join('\n') === other.skipped.join('\n') ? [] : [`left out: ${one.skipped} / ${other.skipped}`];
	return [...files, ...skipped];
}

function within<T>(folder: string, work: (database: DatabaseSync) => T): T {
	const database = new DatabaseSync(join(folder, 'index.db'));
	try {
		database.exec('PRAGMA busy_timeout = 5000; BEGIN');
		return work(database);
	} finally {
		database.close();
	}
}

/** What each row of a word index holds, `column: token token …`, in order. */
function tokens(database: DatabaseSync, table: string): Map<number, string[]> {
	database.exec(`CREATE VIRTUAL TABLE temp.${table}_read USING fts5vocab('main', '${table}', 'instance')`);
	type Instance = { doc: number; col: string; offset: number; term: string };
	const rows = database.prepare(`SELECT doc, col, offset, term FROM temp.${table}_read ORDER BY doc, col, offset`).all() as Instance[];
	return new Map(
		[...Map.groupBy(rows, ({ doc }) => doc)].map(([doc, own]) => [
			doc,
			table === 'file_words' ? own.map(({ term }) => term) : own.map(({ col, term }) => `${col}: ${term}`),
		]),
	);
}

function flat(columns: Readonly<Record<string, readonly string[]>>): string[] {
	return Object.keys(columns)
		.sort()
		.flatMap((column) => columns[column]?.map((term) => `${column}: ${term}`) ?? []);
}

/** Terms as the word index cuts them. */
function all(words: string): string[] {
	return words.split(' ').flatMap((word) => tokensOf([word]));
}

function distinct(words: string): string[] {
	return [...new Set(all(words))];
}

type Columns = Pick<ChunkRow, 'kind' | 'symbol' | 'signature' | 'doc'> | Record<string, unknown>;

function lineOf(
	row: Columns & { readonly hash: Bytes },
	body: readonly string[] = [],
	names: readonly string[] = [],
	vector = 'none',
): string {
	const { kind, skill, start_line, end_line, symbol, signature, doc, names: defined, hash } = row as Record<string, unknown>;
	return JSON.stringify([kind, skill, start_line, end_line, symbol, signature, doc, defined, text(hash as Bytes), body, names, vector]);
}

function mentionRow({ name, reference, line, alt, heading, around }: NonNullable<FileRows['mentions']>[number]) {
	return { name, reference, line, alt, heading, around };
}

function text(hash: Bytes): string {
	return typeof hash === 'string' ? hash : Buffer.from(hash).toString('hex');
}

function digest(bytes: Uint8Array | Int8Array): string {
	return contentHash(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
