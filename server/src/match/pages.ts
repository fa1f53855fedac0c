/** Sections that show pictures: where a document fits, they speak of what a picture shows before its other sections do. Pure. */
import type { StoredChunk } from '../domain/chunk.ts';
import type { StoredMention } from '../domain/mention.ts';
import { best } from './best.ts';
import type { Weights } from './fuse.ts';
import type { Place } from './places.ts';

export type Pages = {
	/** Where a section shows pictures, whichever they are. */
	readonly in: (chunk: StoredChunk) => readonly StoredMention[];
};

export function pagesOf(mentions: readonly StoredMention[]): Pages {
	const byPath = Map.groupBy(mentions, ({ path }) => path);
	return { in: ({ path, startLine, endLine }) => (byPath.get(path) ?? []).filter(({ line }) => startLine <= line && line <= endLine) };
}

/** The places, sections that show a picture with `page` among their scores: what the best section of their document has of the best of all. */
export function withPages(places: readonly Place[], weights: Weights, pages: Pages): Place[] {
	const byPath = new Map<string, number>();
	for (const { place, score } of best(places, 'doc', weights)) {
		byPath.set(place.chunk.path, Math.max(byPath.get(place.chunk.path) ?? 0, score));
	}
	const most = Math.max(...byPath.values());
	return places.map((place) => {
		const score = byPath.get(place.chunk.path) ?? 0;
		const shows = place.chunk.kind === 'doc' && score > 0 && pages.in(place.chunk).length > 0;
		return shows ? { ...place, scores: { ...place.scores, page: score / most } } : place;
	});
}
