/** The places that fit best so far, by the signals that have spoken. Pure. */
import type { ChunkKind } from '../domain/chunk.ts';
import { fuse, type Weights } from './fuse.ts';
import type { Place } from './places.ts';

/** Places of a kind that say something, with what they have of 1, the best first. */
export function best(
	places: readonly Place[],
	kind: ChunkKind,
	weights: Weights,
	count = Number.POSITIVE_INFINITY,
	fits: (place: Place) => boolean = () => true,
): { readonly place: Place; readonly score: number }[] {
	const own = places.filter(({ chunk }) => chunk.kind === kind);
	const scores = fuse(
		own.map((place) => place.scores),
		weights,
	);
	return own
		.map((place, i) => ({ place, score: scores[i] ?? 0 }))
		.filter(({ place, score }) => score > 0 && fits(place))
		.sort((a, b) => b.score - a.score)
		.slice(0, count);
}
