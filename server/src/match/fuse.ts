/** One order out of the signals: each on its own scale, as a share of its best. Pure. */
import { type MatchSignalName, matchSignals } from '../domain/matching.ts';

export type Weights = Readonly<Record<MatchSignalName, number>>;

/** Tuned on the development suite of `npm run bench:pictures`; at 0.4 looks moved docs more than they helped code. */
export const matchWeights: Weights = {
	words: 1,
	lines: 1.2,
	names: 0.5,
	code: 0.8,
	page: 2,
	tests: 3,
	context: 1,
	files: 4,
	colours: 0.3,
	looks: 0.2,
};

/** Scores of one place by signal, each as its signal counts. */
export type Scores = Readonly<Partial<Record<MatchSignalName, number>>>;

/** What a signal's best must reach to count its whole weight: one common word, or lying somewhere near, is little though nothing says more. */
const enough: Scores = { words: 12, lines: 10, tests: 1, files: 1, colours: 8, looks: 3 };

/** To which power a signal's share counts: to lie near the picture says much less than to be called like it. */
const steepness: Scores = { files: 1.5 };

/** What each signal says most among all places. */
export function mostOf(places: readonly Scores[]): Scores {
	return Object.fromEntries(matchSignals.map((name) => [name, Math.max(0, ...places.map((scores) => scores[name] ?? 0))]));
}

/**
 * Fused scores in the order given, 0 to 1. A signal counts its weight where it says as much as at its best: among these places, or among
 * more of them (`most`).
 */
export function fuse(places: readonly Scores[], weights: Weights = matchWeights, most: Scores = {}): number[] {
	const own = mostOf(places);
	const used = matchSignals.filter((name) => (own[name] ?? 0) > 0);
	const total = used.reduce((sum, name) => sum + weights[name], 0);
	return places.map((scores) => {
		const share = (name: MatchSignalName): number => (scores[name] ?? 0) / Math.max(own[name] ?? 0, most[name] ?? 0, enough[name] ?? 0);
		const sum = used.reduce((all, name) => all + weights[name] * share(name) ** (steepness[name] ?? 1), 0);
		return total === 0 ? 0 : sum / total;
	});
}

/** Rank from 1 of each place in one signal; missing where it has nothing to say. */
export function ranksOf(places: readonly Scores[], name: MatchSignalName): Map<number, number> {
	const order = places
		.map((scores, i) => ({ i, score: scores[name] ?? 0 }))
		.filter(({ score }) => score > 0)
		.sort((a, b) => b.score - a.score);
	return new Map(order.map(({ i }, rank) => [i, rank + 1]));
}
