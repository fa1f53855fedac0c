/** How near chunks are to what a picture shows, by the vectors of the skills: a cosine says little by itself, its standing among all chunks does. */
import type { ChunkKind } from '../domain/chunk.ts';
import type { Scored, Store } from '../storage/store.ts';

/** Where a chunk stands among those of its kind. */
export type Standing = {
	/** Standard deviations above the mean of all, beyond what is common. */
	readonly above: number;
	/** From 1. */
	readonly rank: number;
	readonly of: number;
};

export type Looks = {
	/** Chunks that stand above what is common, by id. */
	readonly standing: ReadonlyMap<number, Standing>;
	/** Their ids, those that stand highest first. */
	readonly nearest: readonly number[];
};

export const noLooks: Looks = { standing: new Map(), nearest: [] };

/** Standard deviations that many chunks have by chance: a file's best of some twenty is that high without a reason. */
const common = 2;
/** Fewer have no mean worth the name. */
const least = 8;
/** Of more, the nearest stand for all: their standing is told lower than it is, never higher. */
const mostCompared = 50_000;

/** Code and prose each among themselves: different skills wrote their vectors, and they lie differently far from pictures. */
export function looksOf(vector: Float32Array, store: Store): Looks {
	const all = (['code', 'doc'] as const).flatMap((kind) => standings(scoresOf(vector, kind, store)));
	all.sort((a, b) => b[1].above - a[1].above);
	return { standing: new Map(all), nearest: all.map(([id]) => id) };
}

function scoresOf(vector: Float32Array, kind: ChunkKind, store: Store): readonly Scored[] {
	const { vectors } = store.count({ kinds: [kind] });
	return store.nearest('skills', vector, Math.min(vectors.skills, mostCompared), { kinds: [kind] });
}

/** `scored` are best first. */
export function standings(scored: readonly Scored[]): [id: number, standing: Standing][] {
	const of = scored.length;
	const mean = scored.reduce((sum, { score }) => sum + score, 0) / of;
	const deviation = Math.sqrt(scored.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / of);
	if (of < least || deviation === 0) {
		return [];
	}
	return scored.flatMap(({ id, score }, i): [number, Standing][] => {
		const above = (score - mean) / deviation - common;
		return above > 0 ? [[id, { above, rank: i + 1, of }]] : [];
	});
}
