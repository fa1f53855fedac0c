/** Tests that fit speak for the files that they test, as far as those fit too: a test says what a screen shows, the code makes it. Pure. */

import { placeOf } from '../domain/place.ts';
import { parts } from '../domain/terms.ts';
import { best } from './best.ts';
import type { Weights } from './fuse.ts';
import type { Said } from './picture.ts';
import type { Place } from './places.ts';

/** Tests that may speak. */
const mostTests = 4;
/** Of what the words of a test's path weigh, what the path of a file must have to be tested by it. */
const least = 0.6;
/** Words that say what kind of file it is rather than what it is about. */
const kinds = new Set('test tests spec specs testing src lib ui e2e index main unit integration fixture fixtures'.split(' '));

/** The places, files that a test belongs to with `tests` among their scores. `paths` are all of the workspace: a word that many have says little. */
export function withTests(places: readonly Place[], weights: Weights, said: Said, paths: readonly string[]): Place[] {
	const code = best(places, 'code', weights);
	const tests = code.filter(({ place }) => isAside(place, said)).slice(0, mostTests);
	if (tests.length === 0) {
		return [...places];
	}
	const rare = rarity(paths);
	const words = new Map(code.map(({ place: { chunk } }) => [chunk.path, wordsOf(chunk.path)]));
	const lent = new Map<Place, { score: number; test: string }>();
	for (const { place, score } of code) {
		const own = words.get(place.chunk.path) ?? new Set();
		for (const test of placeOf(place.chunk.path) === 'test' ? [] : tests) {
			const share = belongs(words.get(test.place.chunk.path) ?? new Set(), own, rare);
			const both = Math.sqrt(share * test.score * score);
			if (both > (lent.get(place)?.score ?? 0)) {
				lent.set(place, { score: both, test: test.place.chunk.path });
			}
		}
	}
	return places.map((place) => {
		const own = lent.get(place);
		return own === undefined ? place : { ...place, scores: { ...place.scores, tests: own.score }, test: own.test };
	});
}

/** Files that only lie near the picture say nothing by that alone. */
export const closeBy = 0.4;

/** A test that is not what the picture shows: it shows few of its lines, and the picture does not lie where it belongs to it. */
export function isAside({ chunk, scores, lines }: Place, said: Said): boolean {
	return placeOf(chunk.path) === 'test' && lines < said.lines.length / 2 && (scores.files ?? 0) <= closeBy;
}

/** How surely the test is one of the file: its words that the path of the file has; less where the path has many others. 0 to 1. */
function belongs(test: ReadonlySet<string>, file: ReadonlySet<string>, rare: (word: string) => number): number {
	const weigh = (words: Iterable<string>): number => [...words].reduce((sum, word) => sum + rare(word), 0);
	const both = weigh([...test].filter((word) => file.has(word)));
	const share = both / Math.max(weigh(test), 1e-9);
	return share < least ? 0 : share * (0.5 + (0.5 * both) / weigh(file));
}

function wordsOf(path: string): Set<string> {
	return new Set(parts(path).filter((word) => !kinds.has(word)));
}

function rarity(paths: readonly string[]): (word: string) => number {
	const count = new Map<string, number>();
	for (const path of paths) {
		for (const word of wordsOf(path)) {
			count.set(word, (count.get(word) ?? 0) + 1);
		}
	}
	return (word) => Math.log(1 + paths.length / (count.get(word) ?? 1));
}
