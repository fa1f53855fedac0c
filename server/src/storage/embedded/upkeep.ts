/** Upkeep for idle time: drops what nothing refers to any more, and gives space back. Every step is short. */
import type { Database } from './database.ts';
import { forgetSigns } from './keptSigns.ts';
import { readState, writeState } from './state.ts';

/** Vectors that no chunk refers to are kept for when the content comes back (another branch, an undo): as many as are in use, and these. */
export const sparedOrphans = 10_000;
/** Vectors of other versions of the model go when no process has used them for so long, in milliseconds. */
export const sparedVersions = 7 * 24 * 60 * 60 * 1000;
/** Removals that other processes may still have to learn about. */
const keptRemovals = 10_000;
/** Milliseconds for merging the word indexes, per call. */
const mergeTime = 250;
const wordTables = ['chunk_words', 'name_words', 'file_words'];

/** Answers whether there is more to do. */
export function tidy(database: Database): boolean {
	database.write(() => dropVersions(database) + dropOrphans(database));
	database.write(() => forgetRemovals(database));
	const more = mergeWords(database);
	database.all('PRAGMA incremental_vacuum(4096)');
	database.all('PRAGMA wal_checkpoint(PASSIVE)');
	return more;
}

function dropVersions(database: Database): number {
	const unused = database.all<{ id: number }>('SELECT id FROM spaces WHERE used < ?', Date.now() - sparedVersions);
	return unused.reduce((sum, { id }) => {
		const dropped = database.run('DELETE FROM vectors WHERE space = ?', id);
		if (dropped > 0) {
			forgetSigns(database, id);
		}
		return sum + dropped;
	}, 0);
}

/** The oldest go first. Orphans are looked for when so many chunks went since the last time that there may be too many of them. */
function dropOrphans(database: Database): number {
	const gone = chunksEverRemoved(database);
	const before = Number(database.get<{ value: string }>("SELECT value FROM meta WHERE key = 'swept'")?.value ?? 0);
	if (gone - before < sparedOrphans / 2) {
		return 0;
	}
	database.run("INSERT OR REPLACE INTO meta VALUES ('swept', ?)", String(gone));
	const orphans = database.all<{ id: number }>(
		'SELECT id FROM vectors v WHERE NOT EXISTS (SELECT 1 FROM chunks c WHERE c.hash = v.hash) ORDER BY id',
	);
	const total = database.get<{ count: number }>('SELECT count(*) AS count FROM vectors')?.count ?? 0;
	const dropped = orphans.slice(0, Math.max(0, orphans.length - Math.max(sparedOrphans, total - orphans.length)));
	for (const { id } of dropped) {
		database.run('DELETE FROM vectors WHERE id = ?', id);
	}
	return dropped.length;
}

/** Ids are never used twice. */
function chunksEverRemoved(database: Database): number {
	return readState(database).lastChunk - (database.get<{ count: number }>('SELECT total(chunks) AS count FROM files')?.count ?? 0);
}

/** Who knows only a state older than the last removal forgotten reads everything anew. */
function forgetRemovals(database: Database): void {
	const last = database.get<{ revision: number }>('SELECT revision FROM removed ORDER BY rowid DESC LIMIT 1 OFFSET ?', keptRemovals);
	if (last !== undefined) {
		database.run('DELETE FROM removed WHERE revision <= ?', last.revision);
		writeState(database, { ...readState(database), floor: last.revision });
	}
}

/** Merges the segments of the word indexes a few pages at a time; false where that changes nothing any more. */
function mergeWords(database: Database): boolean {
	const end = Date.now() + mergeTime;
	for (const table of wordTables) {
		let changed = true;
		while (changed) {
			if (Date.now() >= end) {
				return true;
			}
			const before = totalChanges(database);
			database.run(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', 200)`);
			changed = totalChanges(database) - before >= 2;
		}
	}
	return false;
}

function totalChanges(database: Database): number {
	return database.get<{ changes: number }>('SELECT total_changes() AS changes')?.changes ?? 0;
}
