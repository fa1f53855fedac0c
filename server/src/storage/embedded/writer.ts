/** Every change of the index: one transaction each, numbered by the state. */
import type { FileStamp, SkippedFile } from '../../domain/file.ts';
import type { Quantized } from '../../domain/vector.ts';
import type { FileRows, VectorEntry, VectorSet, VectorSetName } from '../store.ts';
import { initialsOf } from './catalogue.ts';
import type { Database } from './database.ts';
import { packHash } from './hashes.ts';
import { isListing } from './lists.ts';
import type { Spaces } from './spaces.ts';
import { readState, type State, writeState } from './state.ts';

/** What counts as a vector of each set. */
export type Sets = Readonly<Record<VectorSetName, VectorSet | undefined>>;

type Counters = { -readonly [Key in keyof State]: State[Key] };
type Placed = { readonly id: number; readonly first: number; readonly chunks: number };

export class Writer {
	private readonly database: Database;
	private readonly spaces: Spaces;
	private readonly sets: Sets;
	/** Whether new chunks must be among the young ones, too. */
	private isListing = false;

	constructor(database: Database, spaces: Spaces, sets: Sets) {
		this.database = database;
		this.spaces = spaces;
		this.sets = sets;
	}

	/**
	 * First everything is deleted, then everything inserted, each in order of id: FTS5 begins a new segment whenever ids go back. Whether a
	 * file is current is asked under the write lock: who knows it better has written before, or comes after.
	 */
	replace(files: readonly FileRows[], current: (stamp: FileStamp) => boolean = () => true): void {
		this.transaction((state) => {
			state.revision++;
			const once = new Map(files.filter(({ stamp }) => current(stamp)).map((file) => [file.stamp.path, file]));
			const placed = [...once.values()].map((file) => ({ file, old: this.placed(file.stamp.path) }));
			this.clear(placed.map(({ old }) => old).filter((old) => old !== undefined));
			const rows = placed.map(({ file, old }) => ({ file, id: this.put(file, old, state) }));
			for (const { file, id } of rows.sort((a, b) => a.id - b.id)) {
				this.database.run('INSERT INTO file_words (rowid, body) VALUES (?, ?)', id, file.fileWords);
			}
		});
	}

	touch(stamps: readonly FileStamp[]): void {
		this.transaction((state) => {
			state.revision++;
			for (const { path, size, mtime } of stamps) {
				this.database.run('UPDATE files SET size = ?, mtime = ?, revision = ? WHERE path = ?', size, mtime, state.revision, path);
			}
		});
	}

	remove(paths: readonly string[]): void {
		this.transaction((state) => {
			state.revision++;
			const placed = [...new Set(paths)].map((path) => this.placed(path)).filter((old) => old !== undefined);
			this.clear(placed);
			for (const { id } of placed) {
				this.database.run('DELETE FROM files WHERE id = ?', id);
				this.database.run('INSERT INTO removed VALUES (?, ?)', state.revision, id);
			}
		});
	}

	setSkipped(files: readonly SkippedFile[]): void {
		this.transaction(() => {
			this.database.run('DELETE FROM skipped');
			for (const { path, reason, detail, stamp } of files) {
				const values = [path, reason, detail, stamp?.size ?? null, stamp?.mtime ?? null];
				this.database.run('INSERT OR REPLACE INTO skipped VALUES (?, ?, ?, ?, ?)', ...values);
			}
		});
	}

	putVectors(entries: readonly VectorEntry[]): void {
		this.transaction((state) => {
			for (const { hash, kind, version, vector } of entries) {
				checkLength(vector, kind === 'static' ? this.sets.static : this.sets.skills);
				const space = this.spaces.number(kind, version);
				this.database.run('INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)', ++state.lastVector, space, packHash(hash), vector);
			}
		});
	}

	/** The id of the file. */
	private put(file: FileRows, old: Placed | undefined, state: Counters): number {
		const { path, size, mtime } = file.stamp;
		const id = old?.id ?? ++state.lastFile;
		this.database.run(
			'INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
			...[
				id,
				path,
				size,
				mtime,
				file.hash,
				file.language,
				state.lastChunk + 1,
				file.chunks.length,
				initialsOf(file.chunks),
				state.revision,
			],
		);
		for (const chunk of file.chunks) {
			this.putChunk(chunk, ++state.lastChunk, id, file.pathWords);
			this.putStatic(chunk, state);
		}
		for (const { name, reference, line, alt, heading, around } of file.mentions ?? []) {
			this.database.run('INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?)', id, name, reference, line, alt, heading, around);
		}
		return id;
	}

	private putChunk(chunk: FileRows['chunks'][number], id: number, file: number, pathWords: string): void {
		this.database.run(
			'INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
			...[id, file, chunk.kind, chunk.skill, chunk.startLine, chunk.endLine, chunk.symbol, chunk.signature, chunk.doc],
			...[JSON.stringify(chunk.names), packHash(chunk.hash)],
		);
		this.database.run(
			'INSERT INTO chunk_words (rowid, body, path, names) VALUES (?, ?, ?, ?)',
			id,
			chunk.words,
			pathWords,
			chunk.nameWords,
		);
		this.database.run('INSERT INTO name_words (rowid, names) VALUES (?, ?)', id, chunk.nameWords);
		if (this.isListing) {
			this.database.run(
				'INSERT INTO young_words (rowid, body, path, names) VALUES (?, ?, ?, ?)',
				id,
				chunk.words,
				pathWords,
				chunk.nameWords,
			);
		}
	}

	/** Content that is already known keeps its vector. */
	private putStatic(chunk: FileRows['chunks'][number], state: Counters): void {
		const version = this.sets.static?.versions.static;
		if (chunk.static !== undefined && version !== undefined) {
			checkLength(chunk.static, this.sets.static);
			const space = this.spaces.number('static', version);
			const sql = 'INSERT INTO vectors VALUES (?, ?, ?, ?) ON CONFLICT (hash, space) DO NOTHING';
			state.lastVector += this.database.run(sql, state.lastVector + 1, space, packHash(chunk.hash), chunk.static);
		}
	}

	/** One row at a time: FTS5 is many times slower at deleting a range. */
	private clear(files: readonly Placed[]): void {
		for (const { first, chunks } of [...files].sort((a, b) => a.first - b.first)) {
			this.database.run('DELETE FROM chunks WHERE id BETWEEN ? AND ?', first, first + chunks - 1);
			for (let id = first; id < first + chunks; id++) {
				this.database.run('DELETE FROM chunk_words WHERE rowid = ?', id);
				this.database.run('DELETE FROM name_words WHERE rowid = ?', id);
				if (this.isListing) {
					this.database.run('DELETE FROM young_words WHERE rowid = ?', id);
				}
			}
		}
		for (const { id } of [...files].sort((a, b) => a.id - b.id)) {
			this.database.run('DELETE FROM file_words WHERE rowid = ?', id);
			this.database.run('DELETE FROM mentions WHERE file = ?', id);
		}
	}

	private placed(path: string): Placed | undefined {
		return this.database.get<Placed>('SELECT id, first_chunk AS first, chunks FROM files WHERE path = ?', path);
	}

	private transaction(work: (state: Counters) => void): void {
		let done = false;
		try {
			this.database.write(() => {
				const state: Counters = { ...readState(this.database) };
				this.isListing = isListing(this.database);
				work(state);
				writeState(this.database, state);
			});
			done = true;
		} finally {
			if (!done) {
				this.spaces.forget();
			}
		}
	}
}

function checkLength(vector: Quantized, set: VectorSet | undefined): void {
	if (set !== undefined && vector.length !== set.dims) {
		throw new RangeError(`A vector of ${vector.length} dimensions was put into a set of ${set.dims}.`);
	}
}
