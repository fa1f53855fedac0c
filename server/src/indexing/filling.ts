/** Gives every chunk that lacks a vector of a set its vector, some at a time, and tells how far it is. */
import type { StoredChunk } from '../domain/chunk.ts';
import type { Store, VectorSetName } from '../storage/store.ts';
import { Meter, type Progress } from './progress.ts';

export type Filling = {
	readonly store: Store;
	readonly set: VectorSetName;
	/** How many chunks at a time, between two looks at the clock, the pause button and the cancel token; 64 unless told. */
	readonly atOnce?: () => number;
	/** Stores the vectors of these chunks, so many; `stale` are those whose text is no longer as indexed. */
	readonly embed: (chunks: readonly StoredChunk[]) => Promise<{ readonly filled: number; readonly stale: readonly StoredChunk[] }>;
	/** Before each batch: waits while the work is to rest, throws when it is over. */
	readonly ready: () => Promise<void>;
	readonly report: (progress: Progress) => void;
	/** Files whose chunks go first. */
	readonly first?: () => readonly string[];
};

const usual = 64;

/** How many vectors there are more. */
export async function fill({ store, set, embed, atOnce, ready, report, first }: Filling): Promise<number> {
	const { chunks, vectors } = store.count({});
	const meter = new Meter('vectors', chunks - vectors[set]);
	const stale = new Set<number>();
	for (let filled = 0; ; ) {
		await ready();
		const most = atOnce?.() ?? usual;
		const batch = store.missingVectors(most + stale.size, set, first?.()).filter((chunk) => !stale.has(chunk.id));
		if (batch.length === 0) {
			return filled;
		}
		const result = await embed(batch.slice(0, most));
		for (const chunk of result.stale) {
			stale.add(chunk.id);
		}
		filled += result.filled;
		report(meter.add(result.filled, result.filled));
	}
}
