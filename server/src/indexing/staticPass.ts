/** Looks up static vectors of chunks that have none, as when the static tier changed: their files are read again, not cut up again. */
import type { StoredChunk } from '../domain/chunk.ts';
import { quantize } from '../domain/vector.ts';
import type { Skills } from '../skills/registry.ts';
import type { Store } from '../storage/store.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { passagesOf } from './passages.ts';

/** The static tier: a text to a unit vector. */
export type StaticTable = { readonly version: string; encode(text: string): Float32Array };

export type StaticPassOptions = {
	readonly workspace: Workspace;
	readonly skills: Skills;
	readonly store: Store;
	readonly table: StaticTable;
};

export function lookUp(
	chunks: readonly StoredChunk[],
	{ store, table, ...options }: StaticPassOptions,
): { readonly computed: number; readonly stale: readonly StoredChunk[] } {
	const { passages, stale } = passagesOf(chunks, options);
	store.putVectors(
		passages.map(({ chunk, passage }) => ({
			hash: chunk.hash,
			kind: 'static',
			version: table.version,
			vector: quantize(table.encode(passage)),
		})),
	);
	return { computed: passages.length, stale };
}
