/** The sign of every component, one bit each: a coarse likeness eight times smaller than the vectors. */
import { layout, RowMemory } from './kernel.ts';

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

	/** About `wanted` of the first `count` rows that differ from the vector in the fewest signs, of those marked 1 in both; all of the last distance taken. */
	nearest(vector: Float32Array, wanted: number, count: number, marked: Uint8Array, also: Uint8Array): Uint32Array {
		writeSigns(this.rows.bytes, layout.query, vector);
		this.measure(count);
		const { distances } = this;
		const histogram = new Uint32Array(this.dims + 1);
		for (let row = 0; row < count; row++) {
			const distance = distances[row] as number;
			histogram[distance] = (histogram[distance] as number) + ((marked[row] as number) & (also[row] as number));
		}
		const { furthest, size } = cut(histogram, wanted);
		const found = new Uint32Array(size);
		for (let row = 0, at = 0; row < count; row++) {
			if ((distances[row] as number) <= furthest && ((marked[row] as number) & (also[row] as number)) === 1) {
				found[at++] = row;
			}
		}
		return found;
	}

	/** For each of these rows the sum of the vector's components, each with the sign that the row has there: nearer than counting signs that differ. */
	sums(vector: Float32Array, rows: Uint32Array): Float32Array {
		const bytes = this.rows.bytes;
		const [stride, table] = [this.rows.stride, sumsByByte(vector, this.rows.stride)];
		const sums = new Float32Array(rows.length);
		for (let i = 0; i < rows.length; i++) {
			const at = this.rows.address(rows[i] as number);
			let sum = 0;
			for (let byte = 0; byte < stride; byte++) {
				sum += table[(byte << 8) | (bytes[at + byte] as number)] as number;
			}
			sums[i] = sum;
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
			kernel.hamming(layout.query, this.rows.address(start), size, stride, layout.out);
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

/** For each byte of a row and each of its 256 values, what the vector's components add up to with those signs. */
function sumsByByte(vector: Float32Array, bytes: number): Float32Array {
	const table = new Float32Array(bytes << 8);
	for (let byte = 0; byte < bytes; byte++) {
		for (let value = 0; value < 256; value++) {
			let sum = 0;
			for (let bit = 0; bit < 8; bit++) {
				const component = vector[byte * 8 + bit] ?? 0;
				sum += (value >> bit) & 1 ? component : -component;
			}
			table[(byte << 8) | value] = sum;
		}
	}
	return table;
}

/** The distance up to which there are `wanted` rows, and how many there are. */
function cut(histogram: Uint32Array, wanted: number): { furthest: number; size: number } {
	let size = 0;
	for (let distance = 0; distance < histogram.length; distance++) {
		size += histogram[distance] as number;
		if (size >= wanted) {
			return { furthest: distance, size };
		}
	}
	return { furthest: histogram.length - 1, size };
}
