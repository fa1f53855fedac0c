/** Chunks that wait for a vector of a set: found once, then kept as a list from which whatever has its vector drops out. */
import type { StoredChunk } from '../../domain/chunk.ts';
import type { VectorSet } from '../store.ts';
import { chunksOfFile, readChunks } from './chunks.ts';
import type { Database } from './database.ts';
import { packHash } from './hashes.ts';
import type { Spaces } from './spaces.ts';
import type { State } from './state.ts';

export class Missing {
	private readonly database: Database;
	private readonly spaces: Spaces;
	private readonly set: VectorSet;
	/** Ids, ascending; those before `start` have dropped out. */
	private waiting: number[] = [];
	private start = 0;
	private lastChunk = 0;

	constructor(database: Database, spaces: Spaces, set: VectorSet) {
		this.database = database;
		this.spaces = spaces;
		this.set = set;
	}

	/** In one snapshot with `state`. */
	take(limit: number, state: State, first: readonly string[] = []): StoredChunk[] {
		this.findNew(state);
		const spaces = new Map(this.spaces.of(this.set).map(({ space, skill }) => [skill, space]));
		const found = new Map<string, StoredChunk>();
		const lacking = (chunk: StoredChunk): string | undefined => {
			const space = spaces.get(chunk.skill) ?? spaces.get(undefined);
			return space === undefined || this.hasVector(chunk, space) ? undefined : `${space} ${chunk.hash}`;
		};
		for (const chunk of first.flatMap((path) => (found.size < limit ? chunksOfFile(this.database, path) : []))) {
			const key = lacking(chunk);
			if (key !== undefined && found.size < limit) {
				found.set(key, found.get(key) ?? chunk);
			}
		}
		const still: number[] = [];
		let at = this.start;
		for (; at < this.waiting.length && found.size < limit; at++) {
			const [chunk] = readChunks(this.database, [this.waiting[at] as number]);
			const key = chunk && lacking(chunk);
			if (chunk !== undefined && key !== undefined) {
				still.push(chunk.id);
				found.set(key, found.get(key) ?? chunk);
			}
		}
		this.putBack(still, at);
		return [...found.values()];
	}

	/** The ids that still wait take the last places of those looked at. */
	private putBack(still: readonly number[], end: number): void {
		this.start = end - still.length;
		still.forEach((id, i) => {
			this.waiting[this.start + i] = id;
		});
		if (this.start > 10_000 && this.start > this.waiting.length / 2) {
			this.waiting = this.waiting.slice(this.start);
			this.start = 0;
		}
	}

	private findNew(state: State): void {
		if (state.lastChunk === this.lastChunk) {
			return;
		}
		const found: number[] = [];
		for (const { space, skill } of this.spaces.of(this.set)) {
			const [ofSkill, skills] = skill === undefined ? ['', []] : [' AND c.skill = ?', [skill]];
			const sql = `SELECT id FROM chunks c WHERE NOT EXISTS (SELECT 1 FROM vectors v WHERE v.hash = c.hash AND v.space = ?)
				AND c.id > ?${ofSkill}`;
			for (const { id } of this.database.all<{ id: number }>(sql, space, this.lastChunk, ...skills)) {
				found.push(id);
			}
		}
		for (const id of found.sort((a, b) => a - b)) {
			this.waiting.push(id);
		}
		this.lastChunk = state.lastChunk;
	}

	private hasVector(chunk: StoredChunk, space: number): boolean {
		return this.database.get('SELECT 1 FROM vectors WHERE hash = ? AND space = ?', packHash(chunk.hash), space) !== undefined;
	}
}
