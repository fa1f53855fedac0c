/** Suites of questions with what answers them (the forms of the semble benchmark and of CoSQA), and how rankings are scored on them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Target = { readonly path: string; readonly start_line?: number; readonly end_line?: number };
export type Question = {
	readonly repo: string;
	readonly query: string;
	readonly category: string;
	readonly relevant: readonly Target[];
	readonly secondary: readonly Target[];
	readonly root?: string;
};
export type Place = { readonly path: string; readonly startLine?: number; readonly endLine?: number };

/** A question of CoSQA, and the ids of the functions that answer it. */
export type CodeQuestion = { readonly id: string; readonly query: string; readonly gold: readonly string[] };
export type CodeFunction = { readonly id: string; readonly code: string };

export type Metric = 'ndcg' | 'mrr';
/** What one question scored one way, in 0 to 1. */
export type Score = { readonly way: string; readonly repo: string; readonly category: string; readonly value: number };

/** A root that is empty, as for a repository searched whole, is none. */
export function readSuite(file: string): Question[] {
	return readLines<Question>(file).map(({ root, ...question }) => (root ? { ...question, root } : question));
}

/** All of `cosqa-dev.jsonl` and `cosqa-functions.jsonl` in `folder`. */
export function readCosqa(folder: string): { readonly questions: readonly CodeQuestion[]; readonly functions: readonly CodeFunction[] } {
	return {
		questions: readLines<CodeQuestion>(join(folder, 'cosqa-dev.jsonl')),
		functions: readLines<CodeFunction>(join(folder, 'cosqa-functions.jsonl')),
	};
}

function readLines<T>(file: string): T[] {
	return readFileSync(file, 'utf8')
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => JSON.parse(line) as T);
}

/**
 * NDCG@10 as the semble benchmark defines it, in 0 to 1: targets are relevant and secondary, of equal weight; the rank of a target is the
 * first result of its file (overlapping its lines, where it names some); a further chunk of a hit file gains nothing but takes a position.
 */
export function ndcg(question: Question, results: readonly Place[]): number {
	const targets = [...question.relevant, ...question.secondary];
	const ranks = new Set(
		targets.map((target) => results.slice(0, 10).findIndex((result) => matches(result, target))).filter((index) => index !== -1),
	);
	const gain = [...ranks].reduce((sum, index) => sum + 1 / Math.log2(index + 2), 0);
	const ideal = Array.from({ length: Math.min(10, targets.length) }).reduce<number>((sum, _, index) => sum + 1 / Math.log2(index + 2), 0);
	return gain / ideal;
}

function matches(result: Place, target: Target): boolean {
	const [a, b] = [result.path, target.path];
	if (a !== b && !a.endsWith(`/${b}`) && !b.endsWith(`/${a}`)) {
		return false;
	}
	if (target.start_line === undefined || target.end_line === undefined || result.startLine === undefined || result.endLine === undefined) {
		return true;
	}
	return result.startLine <= target.end_line && result.endLine >= target.start_line;
}

/** One over the rank of the first right path among the different paths of the results; 0 where there is none. */
export function reciprocalRank(right: readonly string[], results: readonly Place[]): number {
	const paths = [...new Set(results.map(({ path }) => path))];
	const at = paths.findIndex((path) => right.includes(path));
	return at === -1 ? 0 : 1 / (at + 1);
}

/** The scores of each way, in the order in which the ways were measured. */
export function byWay(scores: readonly Score[]): ReadonlyMap<string, readonly Score[]> {
	return Map.groupBy(scores, ({ way }) => way);
}

/** `{ "ways": { "product": { "ndcg": …, "low": …, "high": …, "n": … }, … } }`, the mean and its 95 % interval under the metric's name. */
export function writeScores(file: string, metric: Metric, scores: readonly Score[]): void {
	const ways = [...byWay(scores)].map(([way, of]) => {
		const [low, high] = interval(of);
		return [way, { [metric]: overall(of), low, high, n: of.length }];
	});
	writeFileSync(file, `${JSON.stringify({ ways: Object.fromEntries(ways) }, null, '\t')}\n`);
}

/** The mean over repositories of the mean over their questions. */
export function overall(scores: readonly { readonly repo: string; readonly value: number }[]): number {
	return mean([...Map.groupBy(scores, ({ repo }) => repo).values()].map((of) => mean(of.map(({ value }) => value))));
}

/** 95 % bootstrap interval of `overall`, questions drawn anew within each repository; the draws are always the same. */
export function interval(scores: readonly { readonly repo: string; readonly value: number }[], draws = 1000): readonly [number, number] {
	const repos = [...Map.groupBy(scores, ({ repo }) => repo).values()].map((of) => of.map(({ value }) => value));
	const random = generator(1);
	const figures = Array.from({ length: draws }, () =>
		mean(repos.map((values) => mean(values.map(() => values[Math.floor(random() * values.length)] ?? 0)))),
	).sort((a, b) => a - b);
	return [figures[Math.floor(draws * 0.025)] ?? 0, figures[Math.floor(draws * 0.975)] ?? 0];
}

function mean(values: readonly number[]): number {
	return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mulberry32: small, good enough for drawing, the same every time. */
function generator(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
