/** One order out of the signals: each on its own scale, as a share of its best. Pure. */
import type { MatchSignalName } from '../domain/matching.ts';

export type Weights = Readonly<Record<MatchSignalName, number>>;

/** Tuned on the development suite of `npm run bench:pictures`. */
export const matchWeights: Weights = { words: 1, lines: 1.2, names: 0.5, code: 0.8, context: 0.6, files: 3 };

/** Scores of one place by signal, each as its signal counts. */
export type Scores = Readonly<Partial<Record<MatchSignalName, number>>>;

/** Fused scores in the order given, 0 to 1; a signal's best counts its weight. */
export function fuse(places: readonly Scores[], weights: Weights = matchWeights): number[] {
	const names = Object.keys(weights) as MatchSignalName[];
	const best = new Map(names.map((name) => [name, Math.max(0, ...places.map((scores) => scores[name] ?? 0))]));
	const used = names.filter((name) => (best.get(name) ?? 0) > 0).reduce((sum, name) => sum + weights[name], 0);
	return places.map((scores) => {
		const sum = names.reduce((all, name) => all + (weights[name] * (scores[name] ?? 0)) / (best.get(name) || 1), 0);
		return used === 0 ? 0 : sum / used;
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
