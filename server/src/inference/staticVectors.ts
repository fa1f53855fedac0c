/** The static tier: a text's vector is the normalised sum of one stored vector a token. No layer is computed. */
import type { StaticEncoder } from './encoder.ts';
import type { Manifest } from './manifest.ts';
import { damaged, readChecked } from './modelFiles.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Row by row in int8, with one scale a row that also weighs how much the token says. */
type Table = { readonly rows: Int8Array; readonly scales: Float32Array };

export class StaticVectors implements StaticEncoder {
	readonly dims: number;
	readonly version: string;
	private readonly table: Table;
	private readonly tokenizer: Tokenizer;
	/** Doubles: V8 adds them faster than floats. */
	private readonly sum: Float64Array;

	constructor(folder: string, manifest: Manifest, tokenizer: Tokenizer) {
		if (tokenizer.largestId >= manifest.static.rows) {
			throw damaged(folder, `${manifest.static.file} has no row for every token`);
		}
		this.dims = manifest.static.dims;
		this.version = manifest.static.version;
		this.table = readTable(folder, manifest);
		this.tokenizer = tokenizer;
		this.sum = new Float64Array(this.dims);
	}

	encode(text: string): Float32Array {
		const { dims, sum } = this;
		const { rows, scales } = this.table;
		sum.fill(0);
		for (const token of this.tokenizer.tokens(text)) {
			const scale = scales[token] as number;
			const row = token * dims;
			for (let i = 0; i < dims; i++) {
				(sum[i] as number) += scale * (rows[row + i] as number);
			}
		}
		return unit(sum);
	}
}

/** Of length 1, or all zeros. */
function unit(sum: Float64Array): Float32Array {
	let square = 0;
	for (const value of sum) {
		square += value * value;
	}
	const factor = square > 0 ? 1 / Math.sqrt(square) : 0;
	const made = new Float32Array(sum.length);
	for (let i = 0; i < made.length; i++) {
		made[i] = (sum[i] as number) * factor;
	}
	return made;
}

/** rows × dims of int8, row-major, then one little-endian float a row. */
function readTable(folder: string, manifest: Manifest): Table {
	const { file, rows, dims } = manifest.static;
	const content = readChecked(folder, manifest.files, file);
	if (content.length !== rows * dims + rows * Float32Array.BYTES_PER_ELEMENT) {
		throw damaged(folder, `${file} does not hold ${rows} rows of ${dims} dimensions`);
	}
	const scales = Float32Array.from({ length: rows }, (_, i) => content.readFloatLE(rows * dims + i * Float32Array.BYTES_PER_ELEMENT));
	if (!scales.every(Number.isFinite)) {
		throw damaged(folder, `${file} holds scales that are no numbers`);
	}
	return { rows: new Int8Array(content.buffer, content.byteOffset, rows * dims), scales };
}
