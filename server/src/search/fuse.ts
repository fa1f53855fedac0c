/** Merges the legs: one figure a candidate, from ranks and from each leg's own scale, never from raw scores of different kinds. Pure. */
import type { Candidate, LegName } from './retrieve.ts';

/** Weights of the legs; `words` = 1 sets the scale for everything in rank.ts. */
export type FuseWeights = {
	readonly chunk: number;
	readonly names: number;
	readonly file: number;
	readonly static: number;
	readonly skills: number;
	readonly k: number;
};

export const fuseWeights: FuseWeights = { chunk: 1, names: 0.5, file: 0.05, static: 0.5, skills: 0.4, k: 10 };

/**
 * A leg of words counts by its score as a share of the leg's best (BM25 of one leg and one question is one scale);
 * a leg of vectors counts by rank, (k + 1) / (k + rank): cosines of different spaces share no scale.
 */
export function fuse(candidates: readonly Candidate[], weights: FuseWeights = fuseWeights): Map<Candidate, number> {
	const solid = candidates.filter(isSolid);
	const best = (leg: LegName): number => Math.max(1e-9, ...solid.map((candidate) => candidate.legs.get(leg)?.score ?? 0));
	const top = { chunk: best('chunk'), names: best('names'), file: best('file') };
	return new Map(
		solid.map((candidate) => {
			const share = (leg: 'chunk' | 'names' | 'file'): number => (candidate.legs.get(leg)?.score ?? 0) / top[leg];
			const near = (leg: 'static' | 'skills'): number => {
				const place = candidate.legs.get(leg);
				return place === undefined ? 0 : (weights.k + 1) / (weights.k + place.rank);
			};
			const score =
				weights.chunk * share('chunk') +
				weights.names * share('names') +
				weights.file * share('file') +
				weights.static * near('static') +
				weights.skills * near('skills');
			return [candidate, score];
		}),
	);
}

/** Cosines below which nearness alone says nothing: where unrelated questions find their nearest chunks. */
const faint = { static: 0.3, skills: 0.22 } as const;

/** Found by a word, or near enough in meaning; the skills' word counts before the static tier's. */
export function isSolid({ legs }: Candidate): boolean {
	const [fixed, skills] = [legs.get('static'), legs.get('skills')];
	const named = (['chunk', 'names', 'file', 'path'] as const).some((leg) => legs.has(leg));
	return named || (skills === undefined ? fixed !== undefined && fixed.score >= faint.static : skills.score >= faint.skills);
}
