/** Opens the database file of an index; one that cannot be used is put aside and a new one made. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { Database } from './database.ts';
import { explainFailure, isBusy, isCorrupt, lacksSharedMemory } from './failure.ts';
import { createTables, identify } from './schema.ts';

/** The database, and beside it its write-ahead log and shared memory. */
export const fileName = 'index.db';
const companions = ['', '-wal', '-shm'];
/** Left by a process that found the index damaged while using it. */
const markName = 'index.damaged';

/** Milliseconds between two tries to open it. */
const pause = 20;

export type Opened = { readonly database: Database; readonly notes: readonly string[] };

export type Place = { readonly folder: string; readonly workspace: string; readonly lockTimeout: number; readonly log: Log };

type Aside = 'broken' | 'older';

const asideNotes: Record<Aside, string> = {
	broken: 'The index was damaged and is built anew; the damaged one was put aside.',
	older: 'The index was made by another version of SkillLens or for another folder, and is built anew; the former one was put aside.',
};

/** `workspace` is the real path that the index is for. */
export function openDatabase(place: Place): Opened {
	const { folder, log } = place;
	const notes: string[] = [];
	try {
		makeFolder(folder);
		for (let attempt = 0; attempt < 3; attempt++) {
			const found = patiently(place.lockTimeout, () => openOnFullDisk(place));
			if (found instanceof Database) {
				return { database: found, notes };
			}
			log.warn('storage', asideNotes[found]);
			notes.push(asideNotes[found]);
		}
	} catch (error) {
		throw explainFailure(error, folder);
	}
	throw new Error(`No usable index could be made in ${folder}.`);
}

/** Another process may be making the index at this moment: SQLite waits for whoever writes, but not for whoever turns write-ahead logging on. */
function patiently<T>(milliseconds: number, open: () => T): T {
	const end = performance.now() + milliseconds;
	for (;;) {
		try {
			return open();
		} catch (error) {
			if (!isBusy(causeOf(error)) || performance.now() > end) {
				throw error;
			}
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
		}
	}
}

/** What the database said. */
function causeOf(error: unknown): unknown {
	return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

/** Node's own recursive `mkdir` never returns where a parent can be seen but not be made in, as in /proc. */
function makeFolder(folder: string): void {
	if (!existsSync(folder)) {
		if (dirname(folder) !== folder) {
			makeFolder(dirname(folder));
		}
		try {
			mkdirSync(folder);
		} catch (error) {
			if (errorCode(error) !== 'EEXIST') {
				throw error;
			}
		}
	}
}

/** The same where the disk is full to its last byte: nobody has the index open then, or the shared memory would be there; whoever is alone needs none. */
function openOnFullDisk(place: Place): Database | Aside {
	try {
		return tryOpen(place, 'PRAGMA locking_mode = NORMAL');
	} catch (error) {
		if (!lacksSharedMemory(causeOf(error))) {
			throw error;
		}
		return tryOpen(place, 'PRAGMA locking_mode = EXCLUSIVE');
	}
}

/** The database, or why it was put aside. */
function tryOpen(place: Place, locking: string): Database | Aside {
	const { folder, workspace } = place;
	const file = join(folder, fileName);
	const inode = inodeOf(file);
	if (existsSync(join(folder, markName))) {
		putAside(folder, 'broken', inode);
		return 'broken';
	}
	let database: Database | undefined;
	let verdict: Aside;
	try {
		database = connect(file, place);
		database.exec(locking);
		if (prepare(database, workspace)) {
			return database;
		}
		verdict = 'older';
	} catch (error) {
		if (!isCorrupt(causeOf(error))) {
			database?.close();
			throw error;
		}
		verdict = 'broken';
	}
	database?.close();
	putAside(folder, verdict, inode);
	return verdict;
}

function connect(file: string, { folder, lockTimeout, log }: Place): Database {
	return new Database(file, lockTimeout, (error) => {
		if (isCorrupt(error)) {
			mark(folder, log);
		}
		return explainFailure(error, folder);
	});
}

/** Whether this is an index of ours, made now where the file was empty. */
function prepare(database: Database, workspace: string): boolean {
	if (identify(database, workspace) === 'empty') {
		database.exec('PRAGMA auto_vacuum = INCREMENTAL');
		database.all('PRAGMA journal_mode = WAL');
		database.write(() => createTables(database, workspace));
	}
	if (identify(database, workspace) !== 'ours') {
		return false;
	}
	database.exec(
		'PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216; PRAGMA temp_store = MEMORY',
	);
	for (const table of ['state', 'files', 'chunks', 'vectors', 'chunk_words', 'name_words', 'file_words']) {
		database.get(`SELECT * FROM ${table} LIMIT 1`);
	}
	return true;
}

/** The next one to open this index puts it aside. */
function mark(folder: string, log: Log): void {
	try {
		writeFileSync(join(folder, markName), '');
	} catch (error) {
		log.warn('storage', `${folder} cannot be marked as damaged: ${errorCode(error)}`);
	}
}

/** Renames the files, unless another process has put a new one in their place; of each sort one is kept. */
function putAside(folder: string, why: Aside, inode: bigint | undefined): void {
	const file = join(folder, fileName);
	rmSync(join(folder, markName), { force: true });
	if (inode === undefined || inodeOf(file) !== inode) {
		return;
	}
	for (const old of readdirSync(folder).filter((name) => name.startsWith(`index.${why}-`))) {
		rmSync(join(folder, old), { force: true });
	}
	const target = join(folder, `index.${why}-${new Date().toISOString().replaceAll(':', '')}`);
	for (const companion of companions.filter((suffix) => existsSync(file + suffix))) {
		renameSync(file + companion, target + companion);
	}
}

function inodeOf(file: string): bigint | undefined {
	return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
}
