/** Tests that fit speak for the files that they test: a test says what a screen shows, the code makes it. Pure. */

import type { PictureKind } from '../domain/picture.ts';
import { placeOf } from '../domain/place.ts';
import { parts } from '../domain/terms.ts';
import { best } from './best.ts';
import type { Weights } from './fuse.ts';
import type { Said } from './picture.ts';
import type { Place } from './places.ts';

/** Tests that may speak. */
const mostTests = 4;
/** Of what the words of a test's path weigh, what the path of a file must have to be tested by it; and to be tested by it surely. */
const [least, sure] = [0.6, 0.9];
/** Files that are found by their tests alone. */
const mostFound = 8;
/** What the tests of user interfaces show. */
const screens: ReadonlySet<PictureKind | undefined> = new Set(['ui', 'terminal']);
/** Words that say what kind of file it is rather than what it is about. */
const kinds = new Set('test tests spec specs testing src lib ui e2e index main unit integration fixture fixtures'.split(' '));

export type Tested = {
	/** All files of the workspace: a word that many of them have says little. */
	readonly paths: readonly string[];
	/** The places of a file that was not compared yet. */
	readonly placesIn: (path: string) => readonly Place[];
};

/**
 * The places, files that a test belongs to with `tests` among their scores: as far as they fit, too. Of a screen, whose words stand in its tests
 * and not in its code, a file that a test surely belongs to has all that the test has, and is found where nothing else finds it.
 */
export function withTests(places: readonly Place[], weights: Weights, said: Said, { paths, placesIn }: Tested): Place[] {
	const rare = rarity(paths);
	const tests = best(places, 'code', weights, mostTests, (place) => isAside(place, said)).map(({ place, score }) => {
		const words = wordsOf(place.chunk.path);
		return { path: place.chunk.path, score, belongs: (file: ReadonlySet<string>): number => belongs(words, file, rare) };
	});
	if (tests.length === 0) {
		return [...places];
	}
	const isScreen = screens.has(said.kind);
	const surest = (file: ReadonlySet<string>): number => Math.max(...tests.map((test) => test.belongs(file)));
	const all = isScreen ? [...places, ...found(surest, places, { paths, placesIn })] : [...places];
	const scores = new Map(best(all, 'code', weights).map(({ place, score }) => [place, score]));
	return all.map((place) => {
		const { path, kind } = place.chunk;
		if (kind !== 'code' || placeOf(path) === 'test') {
			return place;
		}
		const [own, words] = [scores.get(place) ?? 0, wordsOf(path)];
		const lent = tests.map((test) => {
			const share = test.belongs(words);
			return { test: test.path, score: Math.sqrt(share * test.score * (isScreen && share >= sure ? 1 : own)) };
		});
		const { test, score } = lent.reduce((most, each) => (each.score > most.score ? each : most));
		return score === 0 ? place : { ...place, scores: { ...place.scores, tests: score }, test };
	});
}

/** The first place of each file of code that a test surely belongs to and that has none among `places`. */
function found(surest: (file: ReadonlySet<string>) => number, places: readonly Place[], { paths, placesIn }: Tested): Place[] {
	const known = new Set(places.map(({ chunk }) => chunk.path));
	const unknown = paths.filter((path) => !known.has(path) && placeOf(path) !== 'test' && surest(wordsOf(path)) >= sure);
	return unknown
		.flatMap((path) => placesIn(path).slice(0, 1))
		.filter(({ chunk }) => chunk.kind === 'code')
		.slice(0, mostFound);
}

/** Files that only lie near the picture say nothing by that alone. */
export const closeBy = 0.4;

/**
 * A test that is not what the picture shows: it shows few of its lines, and the picture does not lie where it belongs to it. Charts are
 * drawn by tests as often as by anything else.
 */
export function isAside({ chunk, scores, lines }: Place, said: Said): boolean {
	return placeOf(chunk.path) === 'test' && said.kind !== 'chart' && lines < said.lines.length / 2 && (scores.files ?? 0) <= closeBy;
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
