/** Files and chunks in memory: one slot a chunk, in order of id, kept current by reading what is new. */
import type { ChunkKind } from '../../domain/chunk.ts';
import type { StoredFile } from '../store.ts';
import type { Database } from './database.ts';
import type { State } from './state.ts';

/** Of chunks or of files: how many, and the least and the largest id. */
export type Extent = { readonly rows: number; readonly whole: readonly [least: number, largest: number] };

/** The kind of a slot whose chunk is gone. */
export const gone = 255;
const kinds: readonly ChunkKind[] = ['code', 'doc', 'picture'];
const initials = kinds.map((kind) => kind.charAt(0)).join('');
/** Slots of chunks that are gone are given back when there are so many of them. */
const worthCompacting = { slots: 1_024, share: 0.25 };

export function kindNumber(kind: ChunkKind): number {
	return kinds.indexOf(kind);
}

/** What a file's row says of its chunks. */
export function initialsOf(chunks: readonly { readonly kind: ChunkKind }[]): string {
	return chunks.map(({ kind }) => kind.charAt(0)).join('');
}

/** A file's chunks: ids from `first` on, and their kinds by initials. */
type Run = { readonly file: number; readonly first: number; readonly kinds: string };

export class Catalogue {
	readonly files = new Map<number, StoredFile>();
	private readonly languages = new Map<string, string>();
	/** By slot. */
	ids = new Float64Array(0);
	fileOf = new Float64Array(0);
	kinds = new Uint8Array(0);
	/** Slots in use, those of chunks that are gone included. */
	length = 0;
	/** Chunks. */
	alive = 0;
	/** -1 before the first reading, and where a reading was cut short. */
	private revision = -1;
	private lastChunk = 0;
	private lastFile = 0;

	isCurrent(state: State): boolean {
		return state.revision === this.revision;
	}

	/** `rebuilt` where slots mean other chunks than before. */
	sync(database: Database, state: State): 'rebuilt' | 'appended' {
		const known = this.revision;
		const rebuilt = known < state.floor || known < 0;
		this.revision = -1;
		if (rebuilt) {
			this.files.clear();
			[this.length, this.alive, this.lastChunk] = [0, 0, 0];
		} else {
			for (const { file } of database.all<{ file: number }>('SELECT file FROM removed WHERE revision > ?', known)) {
				this.drop(file);
			}
		}
		this.append(this.readFiles(database, rebuilt ? undefined : known));
		[this.lastChunk, this.lastFile] = [state.lastChunk, state.lastFile];
		this.revision = state.revision;
		return rebuilt ? 'rebuilt' : 'appended';
	}

	/** How many chunks there are, and between which ids they lie. */
	extentOfChunks(): Extent {
		return { rows: this.alive, whole: [this.ids[0] ?? 0, this.lastChunk] };
	}

	extentOfFiles(): Extent {
		return { rows: this.files.size, whole: [0, this.lastFile] };
	}

	/** The slot of a chunk, or -1. */
	slotOf(id: number): number {
		const slot = this.firstSlot(id);
		return slot < this.length && this.ids[slot] === id && this.kinds[slot] !== gone ? slot : -1;
	}

	/** The first slot whose chunk has this id or a larger one. */
	firstSlot(id: number): number {
		let [low, high] = [0, this.length];
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.ids[middle] as number) < id) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		return low;
	}

	/** How many chunks there are in each run of so many ids, by the number of the run. */
	countsBy(width: number): Map<number, number> {
		const counts = new Map<number, number>();
		for (let slot = 0; slot < this.length; slot++) {
			if (this.kinds[slot] !== gone) {
				const run = Math.floor((this.ids[slot] as number) / width);
				counts.set(run, (counts.get(run) ?? 0) + 1);
			}
		}
		return counts;
	}

	/** Closes the gaps when there are many; answers the slots that stay, which then count from 0 in the same order. */
	compact(): Uint32Array | undefined {
		const dead = this.length - this.alive;
		if (dead < worthCompacting.slots || dead < this.length * worthCompacting.share) {
			return undefined;
		}
		const kept = new Uint32Array(this.alive);
		let to = 0;
		for (let slot = 0; slot < this.length; slot++) {
			if (this.kinds[slot] !== gone) {
				kept[to] = slot;
				this.ids[to] = this.ids[slot] as number;
				this.fileOf[to] = this.fileOf[slot] as number;
				this.kinds[to] = this.kinds[slot] as number;
				to++;
			}
		}
		this.length = to;
		return kept;
	}

	/** All of them, or those that changed since; answers the chunks that are new. Sorting all by an index would hold all rows in memory once more. */
	private readFiles(database: Database, since: number | undefined): Run[] {
		const fresh: Run[] = [];
		const columns = 'id, path, size, mtime, hash, language, chunks, first_chunk AS firstChunk, kinds';
		const [which, values] = since === undefined ? ['', []] : ['WHERE revision > ? ', [since]];
		type Row = StoredFile & Pick<Run, 'kinds'>;
		database.each<Row>(
			`SELECT ${columns} FROM files ${which}ORDER BY id`,
			values,
			({ id, path, size, mtime, hash, language, chunks, firstChunk, kinds }) => {
				if (this.files.get(id)?.firstChunk !== firstChunk) {
					this.drop(id);
					fresh.push({ file: id, first: firstChunk, kinds });
				}
				this.files.set(id, { id, path, size, mtime, hash, language: this.once(language), chunks, firstChunk });
				return true;
			},
		);
		return fresh;
	}

	/** The same string for the same language: rows bring one of their own each. */
	private once(language: string): string {
		const known = this.languages.get(language) ?? language;
		this.languages.set(known, known);
		return known;
	}

	private append(runs: Run[]): void {
		this.reserve(runs.reduce((sum, { kinds }) => sum + kinds.length, this.length));
		for (const { file, first, kinds } of runs.sort((a, b) => a.first - b.first)) {
			for (let i = 0; i < kinds.length; i++) {
				this.ids[this.length] = first + i;
				this.fileOf[this.length] = file;
				this.kinds[this.length] = initials.indexOf(kinds.charAt(i));
				this.length++;
				this.alive++;
			}
		}
	}

	private drop(file: number): void {
		const entry = this.files.get(file);
		if (entry === undefined) {
			return;
		}
		this.files.delete(file);
		const { firstChunk: first, chunks } = entry;
		const end = first + chunks;
		for (let slot = this.firstSlot(first); slot < this.length && (this.ids[slot] as number) < end; slot++) {
			this.alive -= this.kinds[slot] === gone ? 0 : 1;
			this.kinds[slot] = gone;
		}
	}

	private reserve(slots: number): void {
		if (slots > this.ids.length) {
			const size = Math.max(slots, 1_024, Math.ceil(this.ids.length * 1.5));
			this.ids = enlarged(this.ids, new Float64Array(size));
			this.fileOf = enlarged(this.fileOf, new Float64Array(size));
			this.kinds = enlarged(this.kinds, new Uint8Array(size));
		}
	}
}

/** The larger array with the content of the smaller one. */
export function enlarged<T extends Float64Array | Float32Array | Uint8Array>(from: T, to: T): T {
	to.set(from);
	return to;
}
