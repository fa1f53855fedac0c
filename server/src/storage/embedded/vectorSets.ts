/** A vector set in memory: read on first use, then kept current with the catalogue and with what any process computes. */
import type { Scored, VectorSet } from '../store.ts';
import type { Catalogue } from './catalogue.ts';
import type { Database, Value } from './database.ts';
import { Matrix, type Scope } from './matrix.ts';
import type { Spaces } from './spaces.ts';
import type { State } from './state.ts';

type Row = { readonly id: number; readonly vector: Uint8Array };

export class LoadedSet {
	private readonly set: VectorSet;
	private readonly spaces: Spaces;
	private readonly catalogue: Catalogue;
	private matrix: Matrix;
	private lastVector = 0;
	private lastChunk = 0;

	constructor(set: VectorSet, spaces: Spaces, catalogue: Catalogue) {
		this.set = set;
		this.spaces = spaces;
		this.catalogue = catalogue;
		this.matrix = new Matrix(set.dims);
	}

	isCurrent(state: State): boolean {
		return this.lastVector === state.lastVector && this.lastChunk === state.lastChunk;
	}

	/** Slots mean other chunks than before. */
	reset(): void {
		this.matrix = new Matrix(this.set.dims);
		[this.lastVector, this.lastChunk] = [0, 0];
	}

	keep(kept: Uint32Array): void {
		this.matrix.keep(kept);
	}

	/** After the catalogue, in the same snapshot. */
	sync(database: Database, state: State): void {
		this.matrix.reserve(this.catalogue.length);
		for (const { space, skill } of this.spaces.of(this.set)) {
			const [ofSkill, skills]: [string, Value[]] = skill === undefined ? ['', []] : [' AND c.skill = ?', [skill]];
			this.read(
				database,
				`SELECT c.id AS id, v.vector AS vector FROM vectors v CROSS JOIN chunks c ON c.hash = v.hash${ofSkill} WHERE v.id > ? AND v.space = ?`,
				[...skills, this.lastVector, space],
			);
			this.read(
				database,
				`SELECT c.id AS id, v.vector AS vector FROM chunks c CROSS JOIN vectors v ON v.hash = c.hash AND v.space = ?
				WHERE c.id > ? AND v.id <= ?${ofSkill}`,
				[space, this.lastChunk, this.lastVector, ...skills],
			);
		}
		[this.lastVector, this.lastChunk] = [state.lastVector, state.lastChunk];
	}

	nearest(vector: Float32Array, limit: number, scope: Scope): Scored[] {
		return this.matrix.nearest(vector, limit, scope);
	}

	similarities(vector: Float32Array, ids: readonly number[]): Map<number, number> {
		const slots = ids.map((id) => this.catalogue.slotOf(id)).filter((slot) => slot >= 0);
		const bySlot = this.matrix.similarities(vector, slots);
		return new Map([...bySlot].map(([slot, cosine]) => [this.catalogue.ids[slot] as number, cosine]));
	}

	vectorOf(id: number): Float32Array | undefined {
		const slot = this.catalogue.slotOf(id);
		return slot >= 0 && this.matrix.has(slot) ? this.matrix.row(slot) : undefined;
	}

	/** How many of these chunks have a vector. */
	count(slots: Uint8Array): number {
		let found = 0;
		for (let slot = 0; slot < slots.length; slot++) {
			found += slots[slot] === 1 && this.matrix.has(slot) ? 1 : 0;
		}
		return found;
	}

	private read(database: Database, sql: string, values: readonly Value[]): void {
		database.each<Row>(sql, values, ({ id, vector }) => {
			const slot = this.catalogue.slotOf(id);
			if (slot >= 0 && vector.length === this.set.dims) {
				this.matrix.set(slot, vector);
			}
			return true;
		});
	}
}
