/**
 * The vectors of a set too large for memory: their signs, one bit a component, choose the few that may be nearest; those are read from the index
 * and compared exactly. Each step looks closer at fewer rows.
 */
import { quantize } from '../../domain/vector.ts';
import type { Scored } from '../store.ts';
import { enlarged } from './catalogue.ts';
import type { Scope } from './matrix.ts';
import { SignBits } from './signBits.ts';
import { TopK } from './topK.ts';

/** Vectors by their ids, as they are stored; those that are gone are missing. */
export type ReadVectors = (ids: readonly number[]) => ReadonlyMap<number, Int8Array>;

/** How many rows are chosen by signs that differ, how many of those by the vector asked for and their signs: at least, and for each answer asked for. */
const bySigns = { least: 8_000, each: 160 };
const bySums = { least: 400, each: 8 };

/** Rows as they are kept: the numbers of their vectors, their scales and their signs. */
export type SketchRows = { readonly numbers: Float64Array; readonly scales: Float32Array; readonly signs: Uint8Array };

export class Sketch {
	readonly dims: number;
	private readonly read: ReadVectors;
	private readonly bits: SignBits;
	/** By row: the id of its vector, 0 where it has none; a sum of signs times this is about the cosine times the length of the vector asked for. */
	private ids = new Float64Array(0);
	private scales = new Float32Array(0);
	private present = new Uint8Array(0);

	constructor(dims: number, read: ReadVectors) {
		this.dims = dims;
		this.read = read;
		this.bits = new SignBits(dims);
	}

	reserve(rows: number): void {
		if (rows > this.present.length) {
			const size = Math.ceil(rows * 1.1);
			this.ids = enlarged(this.ids, new Float64Array(size));
			this.scales = enlarged(this.scales, new Float32Array(size));
			this.present = enlarged(this.present, new Uint8Array(size));
		}
		this.bits.reserve(rows);
	}

	has(row: number): boolean {
		return this.present[row] === 1;
	}

	row(row: number): Float32Array | undefined {
		const id = this.ids[row] as number;
		const vector = this.read([id]).get(id);
		return vector && Float32Array.from(vector);
	}

	set(row: number, vector: Uint8Array, id: number): void {
		const components = new Int8Array(vector.buffer, vector.byteOffset, this.dims);
		this.bits.set(row, components);
		this.ids[row] = id;
		this.scales[row] = scaleOf(components);
		this.present[row] = 1;
	}

	/** What `set` would have made of so many rows, `from` and those behind it. */
	put(row: number, rows: SketchRows, from: number, count: number): void {
		this.bits.put(row, rows.signs, from, count);
		this.ids.set(rows.numbers.subarray(from, from + count), row);
		this.scales.set(rows.scales.subarray(from, from + count), row);
		this.present.fill(1, row, row + count);
	}

	/** Only these rows stay, ascending; they count from 0 afterwards. */
	keep(kept: Uint32Array): void {
		let to = 0;
		for (const from of kept) {
			this.ids[to] = this.ids[from] ?? 0;
			this.scales[to] = this.scales[from] ?? 0;
			this.present[to] = this.present[from] ?? 0;
			to++;
		}
		this.present.fill(0, to);
		this.bits.keep(kept);
	}

	nearest(vector: Float32Array, limit: number, scope: Scope): Scored[] {
		this.check(vector);
		if (limit <= 0 || vector.every((value) => value === 0)) {
			return [];
		}
		const count = Math.min(scope.slots.length, this.present.length);
		const coarse = this.bits.nearest(vector, Math.max(bySigns.least, limit * bySigns.each), scope, count, this.present);
		const sums = this.bits.sums(quantize(vector), coarse);
		const closer = new TopK(Math.min(coarse.length, Math.max(bySums.least, limit * bySums.each)));
		for (let i = 0; i < coarse.length; i++) {
			const row = coarse[i] as number;
			const scale = this.scales[row] as number;
			if (scale !== 0) {
				closer.offer(row, (sums[i] as number) * scale);
			}
		}
		const best = new TopK(limit);
		const rows = closer.take().map(({ id }) => id);
		for (const [row, cosine] of this.similarities(vector, rows)) {
			best.offer(scope.ids[row] as number, cosine);
		}
		return best.take();
	}

	/** Cosine by row, for rows that have a vector. */
	similarities(vector: Float32Array, rows: readonly number[]): Map<number, number> {
		this.check(vector);
		const query = quantize(vector);
		const length = lengthOf(query);
		const present = rows.filter((row) => this.has(row));
		const vectors = this.read(present.map((row) => this.ids[row] as number).sort((a, b) => a - b));
		const found = new Map<number, number>();
		for (const row of present) {
			const stored = vectors.get(this.ids[row] as number);
			if (stored !== undefined) {
				found.set(row, dot(query, stored) / (length * lengthOf(stored) || 1));
			}
		}
		return found;
	}

	private check(vector: Float32Array): void {
		if (vector.length !== this.dims) {
			throw new RangeError(`A vector of ${vector.length} dimensions was asked for in a set of ${this.dims}.`);
		}
	}
}

/** The length of a vector as a share of what its components add up to without their signs. */
export function scaleOf(vector: Int8Array): number {
	let [sum, square] = [0, 0];
	for (const value of vector) {
		sum += Math.abs(value);
		square += value * value;
	}
	return sum === 0 ? 0 : Math.sqrt(square) / sum;
}

function lengthOf(vector: Int8Array): number {
	return Math.sqrt(dot(vector, vector));
}

function dot(a: Int8Array, b: Int8Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) {
		sum += (a[i] as number) * (b[i] as number);
	}
	return sum;
}
