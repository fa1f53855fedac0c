/** What places say for each other: documents and code that name one another, sections that show pictures, tests. */
import type { MatchSignalName } from '../domain/matching.ts';
import type { StoredMention } from '../domain/mention.ts';
import { type Rooms, withNamed, withNamers } from './named.ts';
import { pagesOf, withPages } from './pages.ts';
import type { Said } from './picture.ts';
import type { Place } from './places.ts';
import { weightsOf } from './rank.ts';
import { withTests } from './tests.ts';

/** Documents of which only the sections that name code were found, and that are compared whole then. */
const mostDocuments = 20;

export type Neighbourhood = Rooms & {
	readonly text: (path: string) => string | undefined;
	readonly said: Said;
	/** All files of the workspace but pictures, and what they say of pictures. */
	readonly paths: readonly string[];
	readonly mentions: readonly StoredMention[];
	/** The places of a file that was not compared yet. */
	readonly placesIn: (path: string) => readonly Place[];
};

/** The places with what others say for them, and the ones that were found by that; each step counts what the ones before it found. */
export function withNeighbours(places: readonly Place[], signals: readonly MatchSignalName[], rooms: Neighbourhood): readonly Place[] {
	const weights = weightsOf(signals);
	const pages = pagesOf(signals.includes('page') ? rooms.mentions : []);
	const named = signals.includes('code') ? withNamed(places, weights, rooms) : places;
	const paged = signals.includes('page') ? withPages(whole(named, places, rooms), weights, pages) : named;
	const namers = signals.includes('code') ? withNamers(paged, weights, { ...rooms, pages }) : paged;
	return signals.includes('tests') ? withTests(namers, weights, rooms.said, rooms) : namers;
}

/** With every section of the documents that were found by a section alone. */
function whole(places: readonly Place[], compared: readonly Place[], { placesIn }: Neighbourhood): Place[] {
	const known = new Set(compared.map(({ chunk }) => chunk.path));
	const found = new Map(places.map((place) => [place.chunk.id, place]));
	const documents = new Set(places.map(({ chunk }) => chunk.path).filter((path) => !known.has(path)));
	for (const place of [...documents].slice(0, mostDocuments).flatMap(placesIn)) {
		const named = found.get(place.chunk.id);
		found.set(place.chunk.id, named === undefined ? place : { ...named, ...place, scores: { ...place.scores, ...named.scores } });
	}
	return [...found.values()];
}
