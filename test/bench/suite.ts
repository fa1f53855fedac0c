/** A suite of questions with the files that answer them (the form of the semble benchmark), and how rankings are scored on it. */
import { readFileSync } from 'node:fs';

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

export function readSuite(file: string): Question[] {
	return readFileSync(file, 'utf8')
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => JSON.parse(line) as Question)
		.map(({ root, ...question }) => (typeof root === 'string' ? { ...question, root } : question));
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
