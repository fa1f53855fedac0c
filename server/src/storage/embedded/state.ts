/** The counters by which a process sees what has been done to the index since it last looked, by itself or by others. */
import type { Database } from './database.ts';

export type State = {
	/** Goes up with every change of files and chunks. */
	readonly revision: number;
	/** Removals up to this revision are forgotten: who knows only an older state reads everything anew. */
	readonly floor: number;
	readonly lastFile: number;
	readonly lastChunk: number;
	readonly lastVector: number;
};

export function readState(database: Database): State {
	const state = database.get<State>(
		'SELECT revision, floor, last_file AS lastFile, last_chunk AS lastChunk, last_vector AS lastVector FROM state',
	);
	if (state === undefined) {
		throw new Error('The index has no state row.');
	}
	return state;
}

/** Within a write transaction. */
export function writeState(database: Database, state: State): void {
	database.run(
		'UPDATE state SET revision = ?, floor = ?, last_file = ?, last_chunk = ?, last_vector = ?',
		state.revision,
		state.floor,
		state.lastFile,
		state.lastChunk,
		state.lastVector,
	);
}
