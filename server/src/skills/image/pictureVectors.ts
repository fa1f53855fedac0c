/** What pictures show, as vectors of the image skill: computed once for each content and version of the skill, kept on disk beside the readings. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CancelToken } from '../../base/cancel.ts';
import { explainDisk, writeWhole } from '../../base/disk.ts';
import { errorCode } from '../../base/errors.ts';
import type { Lane } from '../../base/lanes.ts';
import type { PatchGrids, Pixels } from '../../domain/picture.ts';
import type { SkillCost } from '../../domain/skill.ts';
import { type Quantized, quantize } from '../../domain/vector.ts';
import type { PictureEncoder } from '../../inference/encoder.ts';

/** A picture's vector, and what it cost to have it now: nothing where it was kept, on `none`. */
export type Shown = { readonly vector: Float32Array; readonly costs: readonly SkillCost[]; readonly device: string };

export type PictureVectorsOptions = {
	/** Where indexes live: vectors are shared by all of them. */
	readonly storage: string;
	readonly encoder: PictureEncoder;
	/** Length of a vector. */
	readonly dims: number;
	readonly pixels: (bytes: Uint8Array, takes: PatchGrids, lane: Lane, token: CancelToken) => Promise<Pixels>;
};

/** Vectors that are kept in memory. */
const mostInMemory = 20_000;

export class PictureVectors {
	private readonly options: PictureVectorsOptions;
	private readonly folder: string;
	private readonly known = new Map<string, Quantized>();
	/** Hashes that were asked for and had none. */
	private readonly absent = new Set<string>();

	constructor(options: PictureVectorsOptions) {
		this.options = options;
		this.folder = join(options.storage, `pictures-image-${options.encoder.version.replace(/\W/g, '_')}`);
	}

	get experimental(): boolean {
		return this.options.encoder.experimental;
	}

	/** The vector that was computed before, in int8; undefined where none was. */
	kept(hash: string): Quantized | undefined {
		const known = this.known.get(hash) ?? this.load(hash);
		if (known !== undefined && this.known.size < mostInMemory) {
			this.known.set(hash, known);
		}
		return known;
	}

	/** The same for questions, which ask for thousands: what was not there is not looked for on disk again until someone else does. */
	remembered(hash: string): Quantized | undefined {
		const known = this.absent.has(hash) ? this.known.get(hash) : this.kept(hash);
		if (known === undefined) {
			this.absent.add(hash);
		}
		return known;
	}

	/** From what was kept, or computed now. Throws a UserError where the picture cannot be read or the model cannot answer. */
	async of(bytes: Uint8Array, hash: string, lane: Lane, token: CancelToken): Promise<Shown> {
		const kept = this.kept(hash);
		if (kept !== undefined) {
			return { vector: unit(kept), costs: [], device: 'none' };
		}
		const { encoder, pixels } = this.options;
		const { vectors, costs, device } = await encoder.encode(await pixels(bytes, encoder.takes, lane, token), lane, token);
		const [vector] = vectors;
		if (vector === undefined) {
			throw new RangeError('The image skill gave no vector.');
		}
		this.put(hash, quantize(vector));
		return { vector, costs, device };
	}

	private load(hash: string): Quantized | undefined {
		try {
			const content = readFileSync(this.file(hash));
			return content.length === this.options.dims ? new Int8Array(content) : undefined;
		} catch (error) {
			if (errorCode(error) === 'ENOENT') {
				return undefined;
			}
			throw error;
		}
	}

	/** In one step, for whoever reads it at this moment. Throws a StorageError where the disk does not take it. */
	private put(hash: string, vector: Quantized): void {
		try {
			writeWhole(this.file(hash), new Uint8Array(vector.buffer, vector.byteOffset, vector.length));
		} catch (error) {
			throw explainDisk(error, this.options.storage);
		}
		this.known.set(hash, vector);
	}

	private file(hash: string): string {
		return join(this.folder, hash.slice(0, 2), hash);
	}
}

function unit(vector: Quantized): Float32Array {
	const length = Math.hypot(...vector);
	return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length));
}
