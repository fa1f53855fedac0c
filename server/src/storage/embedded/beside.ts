/** Indexes of other folders, beside this one: what they know of the same content need not be computed again in a work tree, a second clone or a copy. */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { errorCode } from '../../base/errors.ts';
import type { VectorEntry } from '../store.ts';
import { isSqlite } from './failure.ts';
import { packHash } from './hashes.ts';
import { fileName } from './openDatabase.ts';
import { applicationId, schemaVersion } from './schema.ts';
import { loadSqlite } from './sqlite.ts';

export type Wanted = Omit<VectorEntry, 'vector'>;

/** So many are asked, those written last before the others: each costs a fraction of a millisecond. */
const most = 16;
/** Milliseconds to wait for one that cannot be read at this moment. */
const patience = 50;

/** Vectors of this length that indexes beside `folder` have; each is opened for reading only, and closed again. */
export function vectorsBeside(folder: string, wanted: readonly Wanted[], dims: number): VectorEntry[] {
	const found: VectorEntry[] = [];
	let rest = wanted;
	for (const file of rest.length === 0 ? [] : indexesBeside(folder)) {
		const known = readFrom(file, rest).filter(({ vector }) => vector.length === dims);
		const keys = new Set(known.map(keyOf));
		found.push(...known);
		rest = rest.filter((each) => !keys.has(keyOf(each)));
		if (rest.length === 0) {
			break;
		}
	}
	return found;
}

function keyOf({ hash, kind, version }: Wanted): string {
	return `${kind} ${version} ${hash}`;
}

function indexesBeside(folder: string): string[] {
	const storage = dirname(folder);
	return foldersIn(storage)
		.filter((name) => name !== basename(folder))
		.map((name) => ({ file: join(storage, name, fileName), written: lastWritten(join(storage, name, fileName)) }))
		.filter(({ written }) => written > 0)
		.sort((a, b) => b.written - a.written)
		.slice(0, most)
		.map(({ file }) => file);
}

function foldersIn(storage: string): string[] {
	return readdirSync(storage, { withFileTypes: true })
		.filter((entry: Dirent) => entry.isDirectory())
		.map(({ name }) => name);
}

/** Milliseconds since 1970; 0 where there is no index. */
function lastWritten(file: string): number {
	const [index = 0, log = 0] = [file, `${file}-wal`].map((each) => statSync(each, { throwIfNoEntry: false })?.mtimeMs ?? 0);
	return index === 0 ? 0 : Math.max(index, log);
}

/** Nothing from one that is damaged, locked or of another version: whoever opens it next sees to that. */
function readFrom(file: string, wanted: readonly Wanted[]): VectorEntry[] {
	const { DatabaseSync } = loadSqlite();
	let database: DatabaseSync | undefined;
	try {
		database = new DatabaseSync(file, { readOnly: true, timeout: patience });
		return isIndex(database) ? vectorsIn(database, wanted) : [];
	} catch (error) {
		if (isSqlite(error) || errorCode(error) !== undefined) {
			return [];
		}
		throw error;
	} finally {
		database?.close();
	}
}

function isIndex(database: DatabaseSync): boolean {
	const pragma = (name: string): unknown => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
	return pragma('application_id') === applicationId && pragma('user_version') === schemaVersion;
}

function vectorsIn(database: DatabaseSync, wanted: readonly Wanted[]): VectorEntry[] {
	const query = database.prepare(
		'SELECT v.vector FROM vectors v JOIN spaces s ON s.id = v.space WHERE v.hash = ? AND s.kind = ? AND s.version = ?',
	);
	return wanted.flatMap((each): VectorEntry[] => {
		const vector = query.get(packHash(each.hash), each.kind, each.version)?.vector;
		return vector instanceof Uint8Array ? [{ ...each, vector: new Int8Array(vector.buffer, vector.byteOffset, vector.length) }] : [];
	});
}
