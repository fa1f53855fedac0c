/** From compared places to hits: ranked, without what says too little, each with its evidence. Pure. */
import type { ChunkKind } from '../domain/chunk.ts';
import { type MatchHit, type MatchSignal, type MatchSignalName, matchSignals } from '../domain/matching.ts';
import type { Box } from '../domain/picture.ts';
import { fuse, matchWeights, mostOf, ranksOf, type Scores, type Weights } from './fuse.ts';
import type { Idf } from './overlap.ts';
import type { Said } from './picture.ts';
import type { Place } from './places.ts';
import { closeBy, isAside } from './tests.ts';
import { untranslated } from './translations.ts';

export type Ranking = {
	readonly weights: Weights;
	readonly top: number;
	readonly kinds?: readonly ChunkKind[] | undefined;
	/** What the picture says. */
	readonly said: Said;
	readonly idf: Idf;
	readonly preview: (place: Place) => string;
};

/** Sections stand a little behind the code that does as well. */
const docShare = 0.87;
/** Tests stand behind what they test. */
const testShare = 0.9;
/** Translations stand behind the version that fits best. */
const translationShare = 0.5;
/** A fused score below this says nothing. */
const faint = 0.1;
const mostRegions = 8;
const mostWords = 12;

/** The weights of the signals that may speak; the others weigh nothing. */
export function weightsOf(signals: readonly MatchSignalName[]): Weights {
	return Object.fromEntries(matchSignals.map((name) => [name, signals.includes(name) ? matchWeights[name] : 0])) as Weights;
}

/** Code and prose are ordered each by its own signals, words and context on one scale, then together. `preview` is asked for hits only. */
export function ranked(found: readonly Place[], { weights, top, kinds, said, idf, preview }: Ranking): MatchHit[] {
	const groups = (['code', 'doc'] as const).filter((kind) => kinds?.includes(kind) ?? true);
	const asked = found.filter(({ chunk }) => groups.some((kind) => kind === chunk.kind));
	const { words = 0, context = 0 } = mostOf(asked.map(({ scores }) => scores));
	const all = groups.flatMap((kind) => {
		const places = asked.filter(({ chunk }) => chunk.kind === kind);
		const of = places.map((place) => place.scores);
		const scores = onOwnScale(of, weights, { words, context });
		const ranks = new Map(matchSignals.filter((name) => weights[name] > 0).map((name) => [name, ranksOf(of, name)]));
		return places.map((place, i) => ({
			place,
			score: (scores[i] ?? 0) * (kind === 'doc' && groups.length > 1 ? docShare : 1) * behind(place, said),
			rank: (name: MatchSignalName) => ranks.get(name)?.get(i),
		}));
	});
	return behindOriginals(all)
		.filter(({ place, score }) => score >= faint && isSolid(place, idf, weights))
		.sort((a, b) => b.score - a.score)
		.slice(0, top)
		.map(({ place, score, rank }) => ({
			path: place.chunk.path,
			startLine: (place.shown ?? place.chunk).startLine,
			endLine: (place.shown ?? place.chunk).endLine,
			kind: place.chunk.kind,
			symbol: place.chunk.symbol,
			score: Number(score.toFixed(4)),
			signals: signalsOf(place, rank, said),
			preview: preview(place),
			regions: regionsOf(place, said),
		}));
}

/** Fused scores of which the best is what it would be without what places say for each other: that moves places among their kind, not code and prose. */
function onOwnScale(places: readonly Scores[], weights: Weights, most: Scores): number[] {
	const [scores, own] = [fuse(places, weights, most), fuse(places, { ...weights, code: 0, page: 0, tests: 0 }, most)];
	const [best, ownBest] = [Math.max(0, ...scores), Math.max(0, ...own)];
	return ownBest === 0 ? scores : scores.map((score) => (score * ownBest) / best);
}

/** Of a document and its translations, the one with the best place stands before the others. */
function behindOriginals<Scored extends { readonly place: Place; readonly score: number }>(all: readonly Scored[]): Scored[] {
	const first = new Map<string, Scored>();
	for (const each of all) {
		const document = untranslated(each.place.chunk.path);
		if (each.place.chunk.kind === 'doc' && each.score > (first.get(document)?.score ?? 0)) {
			first.set(document, each);
		}
	}
	const isFirst = ({ chunk: { path, kind } }: Place): boolean =>
		kind === 'code' || (first.get(untranslated(path))?.place.chunk.path ?? path) === path;
	return all.map((each) => (isFirst(each.place) ? each : { ...each, score: each.score * translationShare }));
}

/** A test stands behind what it tests, unless the picture shows the test itself or lies where it belongs to it. */
function behind(place: Place, said: Said): number {
	return isAside(place, said) ? testShare : 1;
}

/** Scores at which colours alone, or what the picture shows alone, are worth showing: two rare colours, far above what is common. */
const strong = { colours: 4.5, looks: 2.5 } as const;
/** What a test that fits must lend to be worth showing alone. */
const tested = 0.45;

/** Three words, two on one line, a rare one, a file that has to do with the picture or whose test fits, several of its colours, or what stands out as near to it. */
function isSolid({ scores, shared, lines }: Place, idf: Idf, weights: Weights): boolean {
	const rare = shared.filter((term) => (idf.get(term) ?? 0) > 3).length;
	const { files = 0, context = 0, code = 0, page = 0, tests = 0, colours = 0, looks = 0 } = scores;
	const speaks = (name: 'colours' | 'looks', score: number): boolean =>
		weights[name] > 0 && score >= (isAlone(name, weights) ? 0.01 : strong[name]);
	return (
		files >= closeBy ||
		context > 0 ||
		code > 0 ||
		page > 0.5 ||
		tests >= tested ||
		rare > 0 ||
		shared.length > (lines > 0 ? 1 : 2) ||
		speaks('colours', colours) ||
		speaks('looks', looks)
	);
}

/** Who asks for one signal alone wants to see all that it says. */
function isAlone(name: MatchSignalName, weights: Weights): boolean {
	return matchSignals.every((other) => other === name || weights[other] === 0);
}

function signalsOf(
	{ shared, lines, because, named = '', test = '', colours = [], looks }: Place,
	rank: (name: MatchSignalName) => number | undefined,
	{ written }: Said,
): MatchSignal[] {
	const evidence: Readonly<Record<MatchSignalName, string>> = {
		words: [...new Set(shared.map((term) => written.get(term) ?? term))].slice(0, mostWords).join(' '),
		lines: lines === 1 ? '1 line' : `${lines} lines in order`,
		names: 'names it defines stand in the picture',
		code: named,
		page: 'its document fits, and it shows a picture',
		tests: `tested by ${test}, which fits`,
		context: 'what is said of the picture',
		files: because,
		colours: colours.slice(0, mostWords).join(' '),
		looks: looks?.because ?? '',
	};
	return matchSignals.flatMap((name) => {
		const at = rank(name);
		return at === undefined ? [] : [{ name, rank: at, evidence: evidence[name] }];
	});
}

function regionsOf({ shared }: Place, { boxes }: Said): Box[] {
	return shared
		.flatMap((term) => boxes.get(term) ?? [])
		.filter(({ width }) => width > 0)
		.slice(0, mostRegions);
}
