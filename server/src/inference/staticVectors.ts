/** The static tier: a text's vector is the normalised sum of one stored vector a token. No layer is computed. */
import { compileKernel } from '../base/webAssembly.ts';
import type { StaticEncoder } from './encoder.ts';
import type { Manifest } from './manifest.ts';
import { damaged, readChecked } from './modelFiles.ts';
import type { Tokenizer } from './tokenizer.ts';

const page = 65_536;
/** Dimensions that the kernel takes at a step. */
const lanes = 16;
/** Tokens summed at a time: what the first page holds beside a vector. */
const tokensAtOnce = 8_192;
/** Bytes from the start of the memory: the sum, the tokens, then the table. */
const layout = { out: 0, tokens: 16_384, table: page } as const;

const compiled = compileKernel('sum.wasm');

type Sum = (tokens: number, count: number, rows: number, scales: number, dims: number, out: number) => void;

export class StaticVectors implements StaticEncoder {
	readonly dims: number;
	readonly version: string;
	private readonly tokenizer: Tokenizer;
	/** Row by row in int8, then one float a row that also weighs how much the token says (see sum.wat). */
	private readonly memory: WebAssembly.Memory;
	private readonly sum: Sum;
	private readonly scales: number;
	/** Bytes from row to row. */
	private readonly stride: number;

	constructor(folder: string, manifest: Manifest, tokenizer: Tokenizer) {
		const { dims, rows, version, file } = manifest.static;
		if (tokenizer.largestId >= rows) {
			throw damaged(folder, `${file} has no row for every token`);
		}
		const stride = Math.ceil(dims / lanes) * lanes;
		if (stride > layout.tokens / Float32Array.BYTES_PER_ELEMENT) {
			throw damaged(folder, `${file} has rows of ${dims} dimensions`);
		}
		this.dims = dims;
		this.version = version;
		this.tokenizer = tokenizer;
		const table = readTable(folder, manifest);
		this.stride = stride;
		this.scales = layout.table + rows * stride;
		this.memory = new WebAssembly.Memory({ initial: 1 + Math.ceil((rows * stride + table.length - rows * dims) / page) });
		this.lay(table, rows);
		this.sum = new WebAssembly.Instance(compiled, { env: { memory: this.memory } }).exports.sum as unknown as Sum;
	}

	encode(text: string): Float32Array {
		const tokens = this.tokenizer.tokens(text);
		const vector = this.add(tokens.subarray(0, tokensAtOnce));
		for (let start = tokensAtOnce; start < tokens.length; start += tokensAtOnce) {
			const more = this.add(tokens.subarray(start, start + tokensAtOnce));
			for (let i = 0; i < vector.length; i++) {
				vector[i] = (vector[i] as number) + (more[i] as number);
			}
		}
		return unit(vector);
	}

	/** The table into the memory, its rows filled up with zeros to whole steps of the kernel. */
	private lay(table: Uint8Array, rows: number): void {
		const { dims, stride, scales } = this;
		const memory = new Uint8Array(this.memory.buffer);
		memory.set(table.subarray(rows * dims), scales);
		if (stride === dims) {
			memory.set(table.subarray(0, rows * dims), layout.table);
			return;
		}
		for (let row = 0; row < rows; row++) {
			memory.set(table.subarray(row * dims, (row + 1) * dims), layout.table + row * stride);
		}
	}

	private add(tokens: Int32Array): Float32Array {
		const { memory, sum, dims, stride, scales } = this;
		new Int32Array(memory.buffer, layout.tokens, tokens.length).set(tokens);
		sum(layout.tokens, tokens.length, layout.table, scales, stride, layout.out);
		return new Float32Array(memory.buffer, layout.out, dims).slice();
	}
}

/** Makes it of length 1, or leaves it all zeros. */
function unit(vector: Float32Array): Float32Array {
	let square = 0;
	for (const value of vector) {
		square += value * value;
	}
	const factor = square > 0 ? 1 / Math.sqrt(square) : 0;
	for (let i = 0; i < vector.length; i++) {
		vector[i] = (vector[i] as number) * factor;
	}
	return vector;
}

/** rows × dims of int8, row-major, then one little-endian float a row. */
function readTable(folder: string, manifest: Manifest): Uint8Array {
	const { file, rows, dims } = manifest.static;
	const content = readChecked(folder, manifest.files, file);
	if (content.length !== rows * dims + rows * Float32Array.BYTES_PER_ELEMENT) {
		throw damaged(folder, `${file} does not hold ${rows} rows of ${dims} dimensions`);
	}
	for (let row = 0; row < rows; row++) {
		if (!Number.isFinite(content.readFloatLE(rows * dims + row * Float32Array.BYTES_PER_ELEMENT))) {
			throw damaged(folder, `${file} holds scales that are no numbers`);
		}
	}
	return content;
}
