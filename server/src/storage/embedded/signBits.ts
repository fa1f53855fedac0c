/** The sign of every component, one bit each: a coarse likeness eight times smaller than the vectors, for large folders. */
import { layout, RowMemory } from './kernel.ts';

export class SignBits {
	private readonly dims: number;
	private readonly rows: RowMemory;

	constructor(dims: number) {
		this.dims = dims;
		this.rows = new RowMemory(Math.ceil(dims / 128) * 16);
	}

	reserve(rows: number): void {
		this.rows.reserve(rows);
	}

	set(row: number, vector: Int8Array): void {
		this.write(this.rows.address(row), vector);
	}

	/** About `wanted` rows that differ from the vector in the fewest signs, of those that may answer; all of the last distance taken. */
	nearest(vector: Float32Array, wanted: number, count: number, mayAnswer: (row: number) => boolean): Uint32Array {
		this.write(layout.query, vector);
		const distances = this.distances(count);
		const histogram = new Uint32Array(this.dims + 1);
		for (let row = 0; row < count; row++) {
			if (mayAnswer(row)) {
				(histogram[distances[row] as number] as number)++;
			} else {
				distances[row] = 0xffff;
			}
		}
		const { furthest, size } = cut(histogram, wanted);
		const found = new Uint32Array(size);
		for (let row = 0, at = 0; row < count; row++) {
			if ((distances[row] as number) <= furthest) {
				found[at++] = row;
			}
		}
		return found;
	}

	private distances(count: number): Uint16Array {
		const { kernel, stride, buffer } = this.rows;
		const [all, block] = [new Uint16Array(count), new Uint16Array(buffer, layout.out, layout.block)];
		for (let start = 0; start < count; start += layout.block) {
			const size = Math.min(layout.block, count - start);
			kernel.hamming(layout.query, this.rows.address(start), size, stride, layout.out);
			all.set(block.subarray(0, size), start);
		}
		return all;
	}

	private write(at: number, vector: Int8Array | Float32Array): void {
		const target = this.rows.bytes.subarray(at, at + this.rows.stride);
		for (let i = 0; i < this.dims; i += 8) {
			let byte = 0;
			for (let bit = 0; bit < 8; bit++) {
				byte |= (vector[i + bit] ?? 0) > 0 ? 1 << bit : 0;
			}
			target[i >> 3] = byte;
		}
	}
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
