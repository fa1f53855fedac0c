/** The compiled vector kernel (kernel.wat) over a memory that holds rows of bytes and grows with them. */
import { compileKernel } from '../../base/webAssembly.ts';

export const page = 65_536;
/** The first page of every memory is for the query, a list of rows and the results; rows begin after it. */
export const layout = { query: 0, list: 16_384, out: 32_768, rows: page, block: 4_096 } as const;
/** Bytes that the address space of WebAssembly ends at. */
const limit = 65_536 * page;

export type Kernel = {
	scan(query: number, rows: number, count: number, stride: number, out: number): void;
	gather(query: number, rows: number, list: number, count: number, stride: number, out: number): void;
	hamming(query: number, rows: number, count: number, stride: number, out: number): void;
	hamming256(query: number, rows: number, count: number, out: number): void;
	hamming384(query: number, rows: number, count: number, out: number): void;
	add(scores: number, size: number, at: number, gaps: number, parts: number, count: number, gains: number): number;
	above(at: number, end: number, bar: number): number;
	sums(query: number, rows: number, list: number, count: number, stride: number, out: number): void;
};

const compiled = compileKernel('kernel.wasm');

/** The kernel over a memory of its own. */
export function kernelOver(memory: WebAssembly.Memory): Kernel {
	return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernel;
}

/** Rows of `stride` bytes in the kernel's memory. Views end with every growth: take them anew after `reserve`. */
export class RowMemory {
	readonly stride: number;
	readonly kernel: Kernel;
	private readonly memory = new WebAssembly.Memory({ initial: 2 });
	private view: Uint8Array;

	/** `stride` is a multiple of 16. */
	constructor(stride: number) {
		this.stride = stride;
		this.kernel = kernelOver(this.memory);
		this.view = new Uint8Array(this.memory.buffer);
	}

	get buffer(): ArrayBuffer {
		return this.memory.buffer;
	}

	get bytes(): Uint8Array {
		return this.view;
	}

	address(row: number): number {
		return layout.rows + row * this.stride;
	}

	/** Only these rows stay, ascending; they count from 0 afterwards. */
	keep(kept: Uint32Array): void {
		let to = 0;
		for (const from of kept) {
			if (from !== to) {
				this.view.copyWithin(this.address(to), this.address(from), this.address(from) + this.stride);
			}
			to++;
		}
	}

	/** Room for so many rows: twice as much as before at least, so that growing stays rare. New rows are zero. */
	reserve(rows: number): void {
		const needed = this.address(rows);
		const now = this.memory.buffer.byteLength;
		if (needed > now) {
			const wanted = Math.max(needed, Math.min(now * 2, now + 256 * 1024 * 1024, limit));
			this.memory.grow(Math.ceil((wanted - now) / page));
			this.view = new Uint8Array(this.memory.buffer);
		}
	}
}
