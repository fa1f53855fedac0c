/** The ranking stack: what a reader of code knows about files and names, on top of the fused legs. Pure. */
import type { RuleEffect } from '../domain/hit.ts';
import type { Place } from './catalogue.ts';
import { type Candidate, coverage } from './retrieve.ts';
import type { Route, Want } from './route.ts';

/** Everything is relative to the best chunk of the word leg = 1. */
export type RankWeights = {
	readonly stem: number;
	readonly symbol: number;
	readonly folders: number;
	readonly further: number;
	readonly support: number;
	readonly behind: Readonly<Record<Place, number>>;
	readonly doc: number;
};

/** Tuned on the development suite of `npm run bench:quality`, where anything within a third of these is as good within 0.005 NDCG@10. */
export const rankWeights: RankWeights = {
	stem: 4.5,
	symbol: 0.7,
	folders: 1,
	further: 0.14,
	support: 0.2,
	behind: { source: 1, test: 0.3, example: 0.4, vendored: 0.4, generated: 0.4, declaration: 0.5, notes: 0.4 },
	doc: 0.45,
};

export type Ranked = { readonly candidate: Candidate; readonly score: number; readonly rules: readonly RuleEffect[] };

const wantOf: Readonly<Partial<Record<Place, Want>>> = {
	test: 'test',
	example: 'example',
	vendored: 'vendored',
	generated: 'generated',
	notes: 'doc',
};

export function rank(
	fused: ReadonlyMap<Candidate, number>,
	route: Route,
	idf: ReadonlyMap<string, number>,
	weights: RankWeights = rankWeights,
): Ranked[] {
	const scored = [...fused].map(([candidate, base]) => applyRules(candidate, base, route, idf, weights)).sort(byScore);
	return dampFurther(support(scored, weights), weights);
}

function applyRules(candidate: Candidate, base: number, route: Route, idf: ReadonlyMap<string, number>, weights: RankWeights): Ranked {
	const rules: RuleEffect[] = [];
	let score = base;
	const add = (rule: string, amount: number): void => {
		if (amount > 0.005) {
			score += amount;
			rules.push({ rule, effect: `+${amount.toFixed(2)}` });
		}
	};
	const times = (rule: string, factor: number): void => {
		if (factor !== 1) {
			score *= factor;
			rules.push({ rule, effect: `×${factor.toFixed(2)}` });
		}
	};
	const { chunk, file } = candidate;
	add('the name of the file says it', weights.stem * coverage(file.stem, route.terms, idf));
	add('defines the symbol', chunk.names.some((name) => route.symbols.has(name.toLowerCase())) ? weights.symbol : 0);
	add('its folders say it', weights.folders * folderShare(file.folders, route, idf));
	const want = wantOf[file.place];
	if (want === undefined || !route.wants.has(want)) {
		times(`${file.place}, behind the code itself`, weights.behind[file.place]);
	}
	if (chunk.kind === 'doc' && !route.wants.has('doc')) {
		times('words about code, behind the code itself', weights.doc);
	}
	return { candidate, score, rules };
}

function folderShare(folders: ReadonlySet<string>, route: Route, idf: ReadonlyMap<string, number>): number {
	let [said, all] = [0, 0];
	for (const term of route.terms) {
		const weight = idf.get(term) ?? 0;
		all += weight;
		said += folders.has(term) ? weight : 0;
	}
	return all === 0 ? 0 : said / all;
}

/** Several good chunks of one file speak for its best one. */
function support(sorted: readonly Ranked[], weights: RankWeights): Ranked[] {
	const others = new Map<number, number>();
	const first = new Set<number>();
	for (const { candidate, score } of sorted) {
		const file = candidate.chunk.file;
		if (first.has(file)) {
			others.set(file, (others.get(file) ?? 0) + score);
		}
		first.add(file);
	}
	const seen = new Set<number>();
	return sorted
		.map((item) => {
			const file = item.candidate.chunk.file;
			const amount = seen.has(file) ? 0 : weights.support * Math.min(others.get(file) ?? 0, 3 * item.score);
			seen.add(file);
			return amount > 0.005
				? {
						...item,
						score: item.score + amount,
						rules: [...item.rules, { rule: 'more of this file fits', effect: `+${amount.toFixed(2)}` }],
					}
				: item;
		})
		.sort(byScore);
}

/** A reader gains little from a file's second chunk and nothing from its fifth. */
function dampFurther(sorted: readonly Ranked[], weights: RankWeights): Ranked[] {
	const seen = new Map<number, number>();
	return sorted
		.map((item) => {
			const file = item.candidate.chunk.file;
			const before = seen.get(file) ?? 0;
			seen.set(file, before + 1);
			const factor = weights.further ** before;
			return before === 0
				? item
				: {
						...item,
						score: item.score * factor,
						rules: [...item.rules, { rule: 'a further place in the same file', effect: `×${factor.toPrecision(2)}` }],
					};
		})
		.sort(byScore);
}

function byScore(a: Ranked, b: Ranked): number {
	return b.score - a.score || a.candidate.chunk.id - b.candidate.chunk.id;
}
