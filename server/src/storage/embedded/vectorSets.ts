/** A vector set in memory: read on first use, then kept current with the catalogue and with what any process computes. */
import type { Scored, VectorSet } from '../store.ts';
import type { Catalogue } from './catalogue.ts';
import type { Database, Value } from './database.ts';
import { type KeptRows, KeptSigns } from './keptSigns.ts';
import { Matrix, type Scope } from './matrix.ts';
import { Sketch } from './sketch.ts';
import type { Spaces } from './spaces.ts';
import type { State } from './state.ts';

type Row = { readonly id: number; readonly vector: Uint8Array; readonly number: number };

export class LoadedSet {
	private readonly set: VectorSet;
	private readonly spaces: Spaces;
	private readonly catalogue: Catalogue;
	private readonly database: Database;
	/** From so many chunks on, only the signs of vectors are held in memory. */
	private readonly large: number;
	private readonly kept: KeptSigns;
	private rows: Matrix | Sketch;
	private lastVector = 0;
	private lastChunk = 0;
	/** By the slots that were counted, until anything changes. */
	private counted = new WeakMap<Uint8Array, number>();

	constructor(set: VectorSet, spaces: Spaces, catalogue: Catalogue, database: Database, large: number) {
		this.set = set;
		this.spaces = spaces;
		this.catalogue = catalogue;
		this.database = database;
		this.large = large;
		this.kept = new KeptSigns(database, spaces, set);
		this.rows = this.empty();
	}

	isCurrent(state: State): boolean {
		return this.lastVector === state.lastVector && this.lastChunk === state.lastChunk;
	}

	/** Slots mean other chunks than before. */
	reset(): void {
		this.rows = this.empty();
		[this.lastVector, this.lastChunk] = [0, 0];
		this.counted = new WeakMap();
	}

	keep(kept: Uint32Array): void {
		this.rows.keep(kept);
		this.counted = new WeakMap();
	}

	/** After the catalogue, in the same snapshot. */
	sync(state: State): void {
		if (this.rows instanceof Matrix && this.catalogue.length > this.large) {
			this.reset();
		}
		this.rows.reserve(this.catalogue.length);
		if (this.rows instanceof Sketch && this.lastVector === 0 && this.lastChunk === 0) {
			const { rows } = this;
			({ vector: this.lastVector, chunk: this.lastChunk } = this.kept.read((kept) => this.put(kept, rows)));
		}
		for (const { space, skill } of this.spaces.of(this.set)) {
			const [ofSkill, skills]: [string, Value[]] = skill === undefined ? ['', []] : [' AND c.skill = ?', [skill]];
			const columns = 'c.id AS id, v.vector AS vector, v.id AS number';
			this.load(`SELECT ${columns} FROM vectors v CROSS JOIN chunks c ON c.hash = v.hash${ofSkill} WHERE v.id > ? AND v.space = ?`, [
				...skills,
				this.lastVector,
				space,
			]);
			this.load(
				`SELECT ${columns} FROM chunks c CROSS JOIN vectors v ON v.hash = c.hash AND v.space = ?
				WHERE c.id > ? AND v.id <= ?${ofSkill}`,
				[space, this.lastChunk, this.lastVector, ...skills],
			);
		}
		[this.lastVector, this.lastChunk] = [state.lastVector, state.lastChunk];
		this.counted = new WeakMap();
	}

	nearest(vector: Float32Array, limit: number, scope: Scope): Scored[] {
		return this.rows.nearest(vector, limit, scope);
	}

	similarities(vector: Float32Array, ids: readonly number[]): Map<number, number> {
		const slots = ids.map((id) => this.catalogue.slotOf(id)).filter((slot) => slot >= 0);
		const bySlot = this.rows.similarities(vector, slots);
		return new Map([...bySlot].map(([slot, cosine]) => [this.catalogue.ids[slot] as number, cosine]));
	}

	vectorOf(id: number): Float32Array | undefined {
		const slot = this.catalogue.slotOf(id);
		return slot >= 0 && this.rows.has(slot) ? this.rows.row(slot) : undefined;
	}

	/** How many of these chunks have a vector. */
	count(slots: Uint8Array): number {
		const known = this.counted.get(slots);
		if (known !== undefined) {
			return known;
		}
		let found = 0;
		for (let slot = 0; slot < slots.length; slot++) {
			found += slots[slot] === 1 && this.rows.has(slot) ? 1 : 0;
		}
		this.counted.set(slots, found);
		return found;
	}

	/** Makes blocks of signs for a large index for some milliseconds; whether there is more to do. */
	keepSigns(milliseconds: number): boolean {
		return this.kept.make(this.catalogue, milliseconds);
	}

	/** Of kept rows those whose chunks are still there, in runs. */
	private put({ chunks, ...kept }: KeptRows, sketch: Sketch): void {
		const { ids, length } = this.catalogue;
		let slot = this.catalogue.firstSlot(chunks[0] ?? 0);
		for (let from = 0; from < chunks.length; ) {
			while (slot < length && (ids[slot] as number) < (chunks[from] as number)) {
				slot++;
			}
			let count = 0;
			while (slot + count < length && from + count < chunks.length && ids[slot + count] === chunks[from + count]) {
				count++;
			}
			sketch.put(slot, kept, from, count);
			[slot, from] = [slot + count, from + Math.max(1, count)];
		}
	}

	private empty(): Matrix | Sketch {
		const { dims } = this.set;
		return this.catalogue.length > this.large ? new Sketch(dims, (ids) => this.read(ids)) : new Matrix(dims);
	}

	private load(sql: string, values: readonly Value[]): void {
		this.database.each<Row>(sql, values, ({ id, vector, number }) => {
			const slot = this.catalogue.slotOf(id);
			if (slot >= 0 && vector.length === this.set.dims) {
				this.rows.set(slot, vector, number);
			}
			return true;
		});
	}

	/** All in one row: an object for each would cost more than reading them. */
	private read(ids: readonly number[]): Map<number, Int8Array> {
		const { dims } = this.set;
		const sql = `SELECT group_concat(v.id) AS numbers, group_concat(hex(v.vector), '') AS vectors
			FROM json_each(?) i CROSS JOIN vectors v ON v.id = i.value WHERE length(v.vector) = ${dims}`;
		const found = this.database.get<{ numbers: string | null; vectors: string }>(sql, JSON.stringify(ids));
		if (found === undefined || found.numbers === null) {
			return new Map();
		}
		const all = Buffer.from(found.vectors, 'hex');
		const numbers = found.numbers.split(',').map(Number);
		return new Map(numbers.map((number, i) => [number, new Int8Array(all.buffer, all.byteOffset + i * dims, dims)]));
	}
}
