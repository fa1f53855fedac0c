/** Looks up static vectors of chunks that have none, as when the static tier changed: their files are read again, not cut up again. */
import type { StoredChunk } from '../domain/chunk.ts';
import { quantize } from '../domain/vector.ts';
import type { Store } from '../storage/store.ts';
import type { Passages } from './passages.ts';

/** The static tier: a text to a unit vector. */
export type StaticTable = { readonly version: string; encode(text: string): Float32Array };

export type StaticPassOptions = {
	readonly passages: Passages;
	readonly store: Store;
	readonly table: StaticTable;
};

export function lookUp(
	chunks: readonly StoredChunk[],
	from: StaticPassOptions,
): { readonly filled: number; readonly stale: readonly StoredChunk[] } {
	const { store, table } = from;
	const { passages, stale } = from.passages.of(chunks);
	store.putVectors(
		passages.map(({ chunk, passage }) => ({
			hash: chunk.hash,
			kind: 'static',
			version: table.version,
			vector: quantize(table.encode(passage)),
		})),
	);
	return { filled: passages.length, stale };
}
