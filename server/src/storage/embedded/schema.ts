/** The tables of an index. Chunk text is not among them: it stays in the files. */
import type { Database } from './database.ts';
import { signTables } from './keptSigns.ts';
import { listTables } from './lists.ts';

/** Says that a SQLite file is an index of ours ("SkLn"). */
export const applicationId = 0x536b4c6e;
/** Goes up with every change of the tables; an index of another version is built anew. */
export const schemaVersion = 5;

/**
 * `state` numbers everything that ever happened, so that other processes read only what is new: the revision goes up with every
 * change of files, ids are never used twice, a file's chunks have ids without gaps, and `removed` tells which files went away since
 * the revision `floor`. Chunk hashes are 16 bytes where they look like ours. `files.kinds` has the initial of each chunk's kind: reading all
 * files is many times faster than reading all chunks.
 */
const tables = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE state (
	revision INTEGER NOT NULL, floor INTEGER NOT NULL, last_file INTEGER NOT NULL, last_chunk INTEGER NOT NULL, last_vector INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 0, 0, 0, 0);
CREATE TABLE files (
	id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, mtime REAL NOT NULL, hash TEXT NOT NULL, language TEXT NOT NULL,
	first_chunk INTEGER NOT NULL, chunks INTEGER NOT NULL, kinds TEXT NOT NULL, revision INTEGER NOT NULL
);
CREATE INDEX files_by_revision ON files (revision);
CREATE TABLE removed (revision INTEGER NOT NULL, file INTEGER NOT NULL);
CREATE TABLE chunks (
	id INTEGER PRIMARY KEY, file INTEGER NOT NULL, kind TEXT NOT NULL, skill TEXT NOT NULL, start_line INTEGER NOT NULL,
	end_line INTEGER NOT NULL, symbol TEXT NOT NULL, signature TEXT NOT NULL, doc TEXT NOT NULL, names TEXT NOT NULL, hash BLOB NOT NULL
);
CREATE INDEX chunks_by_hash ON chunks (hash, skill);
CREATE TABLE spaces (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, version TEXT NOT NULL, used REAL NOT NULL, UNIQUE (kind, version));
CREATE TABLE vectors (id INTEGER PRIMARY KEY, space INTEGER NOT NULL, hash BLOB NOT NULL, vector BLOB NOT NULL, UNIQUE (hash, space));
CREATE TABLE skipped (path TEXT PRIMARY KEY, reason TEXT NOT NULL, detail TEXT NOT NULL, size INTEGER, mtime REAL) WITHOUT ROWID;
CREATE TABLE mentions (
	file INTEGER NOT NULL, name TEXT NOT NULL, reference TEXT NOT NULL, line INTEGER NOT NULL, alt TEXT NOT NULL, heading TEXT NOT NULL, around TEXT NOT NULL
);
CREATE INDEX mentions_by_file ON mentions (file);
CREATE VIRTUAL TABLE chunk_words USING fts5(body, path, names, content='', contentless_delete=1, tokenize='ascii');
CREATE VIRTUAL TABLE name_words USING fts5(names, content='', contentless_delete=1, tokenize='ascii');
CREATE VIRTUAL TABLE file_words USING fts5(body, content='', contentless_delete=1, tokenize='ascii');
CREATE VIRTUAL TABLE chunk_terms USING fts5vocab(chunk_words, row);
CREATE VIRTUAL TABLE name_terms USING fts5vocab(name_words, row);
CREATE VIRTUAL TABLE file_terms USING fts5vocab(file_words, row);
${listTables}${signTables}`;

/**
 * Word indexes are kept in segments. Merging eight at a time, and a segment only when 40 of 100 rows in it are deleted, makes indexing a
 * fifth and re-indexing three times faster than the defaults (4 and 10); idle time does the rest.
 */
const mergePolicy = ['chunk_words', 'name_words', 'file_words'].map(
	(table) => `INSERT INTO ${table} (${table}, rank) VALUES ('automerge', 8), ('deletemerge', 40);`,
);

/** What a file is, as far as its header and recorded workspace tell. */
export type Identity = 'empty' | 'ours' | 'foreign';

export function identify(database: Database, workspace: string): Identity {
	const application = pragma(database, 'application_id');
	const version = pragma(database, 'user_version');
	if (application === 0 && version === 0 && database.get('SELECT 1 FROM sqlite_schema LIMIT 1') === undefined) {
		return 'empty';
	}
	return application === applicationId && version === schemaVersion && recordedWorkspace(database) === workspace ? 'ours' : 'foreign';
}

/** Runs in a write transaction; another process may have been first. */
export function createTables(database: Database, workspace: string): void {
	if (identify(database, workspace) !== 'empty') {
		return;
	}
	database.exec(tables);
	database.exec(mergePolicy.join(''));
	database.run('INSERT INTO meta VALUES (?, ?)', 'workspace', workspace);
	database.exec(`PRAGMA application_id = ${applicationId}`);
	database.exec(`PRAGMA user_version = ${schemaVersion}`);
}

function recordedWorkspace(database: Database): string | undefined {
	return database.get<{ value: string }>("SELECT value FROM meta WHERE key = 'workspace'")?.value;
}

function pragma(database: Database, name: string): number {
	return Object.values(database.get<Record<string, number>>(`PRAGMA ${name}`) ?? {})[0] ?? 0;
}
