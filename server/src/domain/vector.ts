/** Vectors: unit length as floats, int8 with a scale of their own where they are stored. */

/** Vectors can be compared only within one space; a new version is a new space. */
export type Space = { readonly id: string; readonly version: string; readonly dims: number };

/** A unit vector in int8: value[i] is about q[i] / ‖q‖. */
export type Quantized = Int8Array;

/** Scales to the full range of int8 (largest component 127). The length is divided out again when comparing. */
export function quantize(vector: Float32Array): Quantized {
	let largest = 0;
	for (const value of vector) {
		largest = Math.max(largest, Math.abs(value));
	}
	const scale = largest === 0 ? 0 : 127 / largest;
	const quantized = new Int8Array(vector.length);
	for (let i = 0; i < vector.length; i++) {
		quantized[i] = Math.round((vector[i] as number) * scale);
	}
	return quantized;
}

/** Cosine of two vectors of one space, in -1 to 1. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
	if (a.length !== b.length) {
		throw new RangeError(`cosine: ${a.length} against ${b.length} dimensions`);
	}
	let [dot, aa, bb] = [0, 0, 0];
	for (let i = 0; i < a.length; i++) {
		const [x, y] = [a[i] as number, b[i] as number];
		dot += x * y;
		aa += x * x;
		bb += y * y;
	}
	return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
}
