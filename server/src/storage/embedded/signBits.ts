/** The sign of every component, one bit each: a coarse likeness eight times smaller than the vectors. */
import { layout, RowMemory } from './kernel.ts';

/** Rows that tell how far the nearest ones are; of fewer, all do. */
const sampled = 100_000;

/** Rows that may answer, 1 each, and how many those are. */
type Marked = { readonly slots: Uint8Array; readonly chunks: number };

export class SignBits {
	private readonly dims: number;
	private readonly rows: RowMemory;
	/** Of every row from the vector asked for last, in components. */
	private distances = new Uint16Array(0);

	constructor(dims: number) {
		this.dims = dims;
		this.rows = new RowMemory(bytesOfSigns(dims));
	}

	reserve(rows: number): void {
		this.rows.reserve(rows);
	}

	set(row: number, vector: Int8Array): void {
		writeSigns(this.rows.bytes, this.rows.address(row), vector);
	}

	/** The signs of so many rows as they were written, `from` and those behind it. */
	put(row: number, signs: Uint8Array, from: number, count: number): void {
		const { bytes, stride } = this.rows;
		bytes.set(signs.subarray(from * stride, (from + count) * stride), this.rows.address(row));
	}

	/** Only these rows stay, ascending; they count from 0 afterwards. */
	keep(kept: Uint32Array): void {
		this.rows.keep(kept);
	}

	/**
	 * About `wanted` of the first `count` rows that differ from the vector in the fewest signs, of those marked 1 in both, of which there are about
	 * `chunks`. Some of them tell how far the nearest are; all of the last distance are taken.
	 */
	nearest(vector: Float32Array, wanted: number, { slots: marked, chunks }: Marked, count: number, also: Uint8Array): Uint32Array {
		writeSigns(this.rows.bytes, layout.query, vector);
		this.measure(count);
		const { distances } = this;
		const step = Math.max(1, Math.floor(chunks / sampled));
		const histogram = new Uint32Array(this.dims + 1);
		for (let row = 0; row < count; row += step) {
			const distance = distances[row] as number;
			histogram[distance] = (histogram[distance] as number) + ((marked[row] as number) & (also[row] as number));
		}
		const furthest = cut(histogram, wanted / step);
		const found: number[] = [];
		for (let row = 0; row < count; row++) {
			if ((distances[row] as number) <= furthest && ((marked[row] as number) & (also[row] as number)) === 1) {
				found.push(row);
			}
		}
		return Uint32Array.from(found);
	}

	/** For each of these rows the sum of the vector's components, each with the sign that the row has there: nearer than counting signs that differ. */
	sums(vector: Int8Array, rows: Uint32Array): Float32Array {
		const { kernel, stride, buffer, bytes } = this.rows;
		bytes.fill(0, layout.query, layout.query + 8 * stride);
		bytes.set(vector, layout.query);
		const total = vector.reduce((sum, component) => sum + component, 0);
		const [list, positive] = [new Uint32Array(buffer, layout.list, layout.block), new Int32Array(buffer, layout.out, layout.block)];
		const sums = new Float32Array(rows.length);
		for (let start = 0; start < rows.length; start += layout.block) {
			const part = rows.subarray(start, start + layout.block);
			list.set(part);
			kernel.sums(layout.query, layout.rows, layout.list, part.length, stride, layout.out);
			for (let i = 0; i < part.length; i++) {
				sums[start + i] = 2 * (positive[i] as number) - total;
			}
		}
		return sums;
	}

	private measure(count: number): void {
		const { kernel, stride, buffer } = this.rows;
		if (this.distances.length < count) {
			this.distances = new Uint16Array(Math.ceil(count * 1.1));
		}
		const block = new Uint16Array(buffer, layout.out, layout.block);
		for (let start = 0; start < count; start += layout.block) {
			const size = Math.min(layout.block, count - start);
			if (stride === 32) {
				kernel.hamming256(layout.query, this.rows.address(start), size, layout.out);
			} else if (stride === 48) {
				kernel.hamming384(layout.query, this.rows.address(start), size, layout.out);
			} else {
				kernel.hamming(layout.query, this.rows.address(start), size, stride, layout.out);
			}
			this.distances.set(size === layout.block ? block : block.subarray(0, size), start);
		}
	}
}

/** What the signs of a vector take. */
export function bytesOfSigns(dims: number): number {
	return Math.ceil(dims / 128) * 16;
}

export function writeSigns(bytes: Uint8Array, at: number, vector: Int8Array | Float32Array): void {
	bytes.fill(0, at, at + bytesOfSigns(vector.length));
	for (let start = 0; start < vector.length; start += 8) {
		let byte = 0;
		for (let bit = 0; bit < 8; bit++) {
			byte |= (vector[start + bit] as number) > 0 ? 1 << bit : 0;
		}
		bytes[at + (start >> 3)] = byte;
	}
}

/** The distance up to which there are `wanted` rows. */
function cut(histogram: Uint32Array, wanted: number): number {
	let size = 0;
	const furthest = histogram.findIndex((rows) => {
		size += rows;
		return size >= wanted;
	});
	return furthest === -1 ? histogram.length - 1 : furthest;
}
