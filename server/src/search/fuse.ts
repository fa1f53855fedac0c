/** Merges the legs: one figure a candidate, each leg on its own scale, never raw scores of different kinds. Pure. */
import type { Candidate, LegName } from './retrieve.ts';

/** Weights of the legs; `words` = 1 sets the scale for everything in rank.ts. */
export type FuseWeights = {
	readonly chunk: number;
	readonly names: number;
	readonly file: number;
	readonly static: number;
	readonly skills: number;
	readonly shown: number;
};

/**
 * Tuned on both development suites of `npm run bench:quality`: more of the skills finds lone functions better, whole files worse. What pictures
 * show is one weak signal of an experimental skill, and pictures alone have it.
 */
export const fuseWeights: FuseWeights = { chunk: 1, names: 0.3, file: 0.05, static: 0.5, skills: 1.2, shown: 0.5 };

/** A leg of vectors is read down to this place, or its last, whose cosine counts nothing; nearer than `leastSpan` to the best, none does. */
const floorPlace = 51;
const leastSpan = 0.1;

/** What each leg gives a candidate that is solid; the sum is its figure. */
export type Contributions = Readonly<Partial<Record<keyof FuseWeights, number>>>;

/** The sums of `contributions`. */
export function fuse(candidates: readonly Candidate[], weights: FuseWeights = fuseWeights): Map<Candidate, number> {
	const all = contributions(candidates, weights);
	return new Map([...all].map(([candidate, parts]) => [candidate, Object.values(parts).reduce((sum, part) => sum + part, 0)]));
}

/**
 * A convex combination (Bruch et al. 2022, arXiv 2210.11934). A leg of words counts by its score as a share of the leg's best;
 * a leg of vectors by where its cosine stands between the leg's floor and its best, since cosines have no zero of their own.
 */
export function contributions(candidates: readonly Candidate[], weights: FuseWeights = fuseWeights): Map<Candidate, Contributions> {
	const solid = candidates.filter(isSolid);
	const legs = (Object.keys(weights) as (keyof FuseWeights)[]).map((leg) => ({ leg, weight: weights[leg], ...scaleOf(leg, solid) }));
	return new Map(
		solid.map((candidate) => {
			const parts = legs.flatMap(({ leg, weight, floor, best }) => {
				const place = candidate.legs.get(leg);
				return place === undefined ? [] : [[leg, weight * Math.max(0, (place.score - floor) / (best - floor))] as const];
			});
			return [candidate, Object.fromEntries(parts)];
		}),
	);
}

/** The scores of a leg that count 0 and 1. */
function scaleOf(leg: keyof FuseWeights, candidates: readonly Candidate[]): { readonly floor: number; readonly best: number } {
	const scores = candidates.flatMap(({ legs }) => legs.get(leg)?.score ?? []).sort((a, b) => b - a);
	const best = scores[0] || 1;
	const isCosine = leg === 'static' || leg === 'skills' || leg === 'shown';
	return { floor: isCosine ? Math.min(scores[floorPlace - 1] ?? scores.at(-1) ?? 0, best - leastSpan) : 0, best };
}

/** Cosines below which nearness alone says nothing: where unrelated questions find their nearest chunks. */
const faint = { static: 0.25, skills: 0.24, shown: 0.2 } as const;

/** Found by a word, or near enough in meaning; the skills' word counts before the static tier's, and a picture may show it. */
export function isSolid({ legs }: Candidate): boolean {
	const [fixed, skills, shown] = [legs.get('static'), legs.get('skills'), legs.get('shown')];
	if (shown !== undefined && shown.score >= faint.shown) {
		return true;
	}
	const named = (['chunk', 'names', 'file', 'path'] as const).some((leg) => legs.has(leg));
	return named || (skills === undefined ? fixed !== undefined && fixed.score >= faint.static : skills.score >= faint.skills);
}

/** Of each leg of vectors how many candidates it has that count, and the cosine of the last. */
export type LastTaken = Readonly<Partial<Record<LegName, { readonly taken: number; readonly score: number }>>>;

export function lastTaken(candidates: readonly Candidate[]): LastTaken {
	const legs = (['static', 'skills'] as const).map((leg) => {
		const scores = candidates.filter(isSolid).flatMap(({ legs: places }) => places.get(leg)?.score ?? []);
		return [leg, { taken: scores.length, score: Math.min(...scores) }] as const;
	});
	return Object.fromEntries(legs.filter(([, { taken }]) => taken > 0));
}
