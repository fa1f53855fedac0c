/** The vectors of one set as an int8 matrix, one row a slot of the catalogue, and the search over it. */
import { type Quantized, quantize } from '../../domain/vector.ts';
import type { Scored } from '../store.ts';
import { enlarged } from './catalogue.ts';
import { layout, RowMemory } from './kernel.ts';
import { TopK } from './topK.ts';

/** Below this share of rows that may answer, only those are computed. */
const sparse = 1 / 16;

/** What a search looks at: slots that may answer, how many those are, and the id of each slot. */
export type Scope = { readonly slots: Uint8Array; readonly chunks: number; readonly ids: Float64Array };

export class Matrix {
	readonly dims: number;
	private readonly rows: RowMemory;
	/** 1 / ‖row‖; 0 for rows of zeros. */
	private scales = new Float64Array(0);
	/** 1 for rows that have a vector. */
	private present = new Uint8Array(0);

	constructor(dims: number) {
		this.dims = dims;
		this.rows = new RowMemory(Math.ceil(dims / 16) * 16);
	}

	reserve(rows: number): void {
		if (rows > this.present.length) {
			const size = Math.max(rows, 1_024, Math.ceil(this.present.length * 1.5));
			this.scales = enlarged(this.scales, new Float64Array(size));
			this.present = enlarged(this.present, new Uint8Array(size));
		}
		this.rows.reserve(rows);
	}

	has(row: number): boolean {
		return this.present[row] === 1;
	}

	/** A copy of the row as it is stored; its length says nothing. */
	row(row: number): Float32Array {
		return Float32Array.from(new Int8Array(this.rows.buffer, this.rows.address(row), this.dims));
	}

	/** `row` is within what was reserved. */
	set(row: number, vector: Uint8Array | Quantized): void {
		const at = this.rows.address(row);
		const target = new Int8Array(this.rows.buffer, at, this.dims);
		target.set(new Int8Array(vector.buffer, vector.byteOffset, this.dims));
		let square = 0;
		for (const value of target) {
			square += value * value;
		}
		this.scales[row] = square === 0 ? 0 : 1 / Math.sqrt(square);
		this.present[row] = 1;
	}

	/** Only these rows stay, ascending; they count from 0 afterwards. */
	keep(kept: Uint32Array): void {
		let to = 0;
		for (const from of kept) {
			this.scales[to] = this.scales[from] ?? 0;
			this.present[to] = this.present[from] ?? 0;
			to++;
		}
		this.present.fill(0, to);
		this.rows.keep(kept);
	}

	nearest(vector: Float32Array, limit: number, scope: Scope): Scored[] {
		const scale = this.ask(vector);
		const best = new TopK(limit);
		if (scale === 0 || limit <= 0) {
			return [];
		}
		const count = Math.min(scope.slots.length, this.present.length);
		if (scope.chunks <= count * sparse) {
			this.compareListed(listOf(scope, count), scale, scope, best);
		} else {
			this.compareAll(count, scale, scope, best);
		}
		return best.take();
	}

	/** Cosine by row, for rows that have a vector. */
	similarities(vector: Float32Array, rows: readonly number[]): Map<number, number> {
		const scale = this.ask(vector);
		const found = new Map<number, number>();
		this.dots(Uint32Array.from(rows.filter((row) => this.has(row))), (row, dot) => {
			found.set(row, dot * (this.scales[row] as number) * scale);
		});
		return found;
	}

	/** Lays the query down for the kernel and answers 1 / ‖query‖, 0 for a query of zeros. */
	private ask(vector: Float32Array): number {
		if (vector.length !== this.dims) {
			throw new RangeError(`A vector of ${vector.length} dimensions was asked for in a set of ${this.dims}.`);
		}
		const quantized = quantize(vector);
		const query = new Int16Array(this.rows.buffer, layout.query, this.rows.stride).fill(0);
		query.set(quantized);
		const square = quantized.reduce((sum, value) => sum + value * value, 0);
		return square === 0 ? 0 : 1 / Math.sqrt(square);
	}

	private compareAll(count: number, scale: number, scope: Scope, best: TopK): void {
		const { kernel, stride, buffer } = this.rows;
		const { slots, ids } = scope;
		const [scales, dots] = [this.scales, new Int32Array(buffer, layout.out, layout.block)];
		let bar = best.bar;
		for (let start = 0; start < count; start += layout.block) {
			const size = Math.min(layout.block, count - start);
			kernel.scan(layout.query, this.rows.address(start), size, stride, layout.out);
			for (let i = 0; i < size; i++) {
				const row = start + i;
				const score = (dots[i] as number) * (scales[row] as number) * scale;
				if (score >= bar && slots[row] === 1 && scales[row] !== 0) {
					best.offer(ids[row] as number, score);
					bar = best.bar;
				}
			}
		}
	}

	private compareListed(list: Uint32Array, scale: number, scope: Scope, best: TopK): void {
		this.dots(list, (row, dot) => {
			if (this.scales[row] !== 0) {
				best.offer(scope.ids[row] as number, dot * (this.scales[row] as number) * scale);
			}
		});
	}

	private dots(list: Uint32Array, visit: (row: number, dot: number) => void): void {
		const { kernel, stride, buffer } = this.rows;
		const block = new Uint32Array(buffer, layout.list, layout.block);
		const dots = new Int32Array(buffer, layout.out, layout.block);
		for (let start = 0; start < list.length; start += layout.block) {
			const part = list.subarray(start, start + layout.block);
			block.set(part);
			kernel.gather(layout.query, layout.rows, layout.list, part.length, stride, layout.out);
			part.forEach((row, i) => {
				visit(row, dots[i] as number);
			});
		}
	}
}

function listOf(scope: Scope, count: number): Uint32Array {
	const list = new Uint32Array(scope.chunks);
	let size = 0;
	for (let slot = 0; slot < count; slot++) {
		if (scope.slots[slot] === 1) {
			list[size++] = slot;
		}
	}
	return list.subarray(0, size);
}
