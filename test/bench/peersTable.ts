/** The table of `bench:peers`: every figure with its ratio to the product's, and whether the aims are met. */
import { median, megabytes, milliseconds, quantile } from './figures.ts';
import type { Built } from './peerProcess.ts';
import { type Absent, product, rival } from './peerWays.ts';
import { interval, overall } from './suite.ts';

export type Measured = {
	readonly way: string;
	readonly repo: string;
	readonly built: Built;
	/** Milliseconds of each question, asked before. */
	readonly queries: readonly number[];
	readonly scores: readonly { readonly repo: string; readonly value: number }[];
};

/** Of one way over one repository, or over all of them: times and bytes added up, of memory the most. */
export type Figures = {
	readonly way: string;
	readonly first: number;
	readonly full: number | undefined;
	readonly p50: number;
	readonly p95: number;
	readonly bytes: number | undefined;
	readonly peak: number | undefined;
	readonly ndcg: number;
	readonly interval: readonly [number, number];
};

export type Aim = { readonly what: string; readonly aim: string; readonly reached: string; readonly isMet: boolean };

const columns = ['', 'first answer', 'full index', 'a question, p50 / p95', 'index on disk', 'memory', 'NDCG@10'];

/** Markdown: the ways over one repository. */
export function repoReport(repo: string, measured: readonly Measured[]): string {
	return `${repo}\n\n${table(figuresOf(measured))}`;
}

/** Markdown: the ways that were measured over every repository, all of these together; who is missing, and the aims. */
export function wholeReport(measured: readonly Measured[], absent: readonly Absent[]): string {
	const repos = new Set(measured.map(({ repo }) => repo)).size;
	const ways = Map.groupBy(measured, ({ way }) => way);
	const everywhere = measured.filter(({ way }) => ways.get(way)?.length === repos);
	const left = absent.map(({ way, why }) => `Left out: ${way}: ${why}.`);
	const aims = aimsOf(everywhere).map(
		({ what, aim, reached, isMet }) => `- ${what}: ${reached}, aim ${aim}: ${isMet ? 'met' : '**not met**'}`,
	);
	return [`All together\n\n${table(figuresOf(everywhere))}`, [...left, ...aims].join('\n')].join('\n\n');
}

/** One for each way, in the order in which the ways were measured. */
export function figuresOf(measured: readonly Measured[]): Figures[] {
	return [...Map.groupBy(measured, ({ way }) => way)].map(([way, of]) => {
		const queries = of.flatMap((each) => each.queries);
		const scores = of.flatMap((each) => each.scores);
		return {
			way,
			first: sum(of.map(({ built }) => built.first)) ?? Number.NaN,
			full: sum(of.map(({ built }) => built.full)),
			p50: median(queries),
			p95: quantile(queries, 0.95),
			bytes: sum(of.map(({ built }) => built.bytes)),
			peak: of.some(({ built }) => built.peak === undefined) ? undefined : Math.max(...of.map(({ built }) => built.peak ?? 0)),
			ndcg: overall(scores),
			interval: interval(scores),
		};
	});
}

/** Beside Continue's way: each aim over all repositories, and what is to be more so often, also where it is least. */
export function aimsOf(measured: readonly Measured[]): Aim[] {
	const [ours, theirs] = [product, rival].map((way) => figuresOf(measured.filter((each) => each.way === way))[0]);
	if (ours === undefined || theirs === undefined) {
		return [];
	}
	const times = (what: string, least: number, of: (figures: Figures) => number): Aim => {
		const ratio = of(theirs) / of(ours);
		const each = [...Map.groupBy(measured, ({ repo }) => repo).values()].map((some) => {
			const by = new Map(figuresOf(some).map((figures) => [figures.way, of(figures)]));
			return (by.get(rival) ?? Number.NaN) / (by.get(product) ?? Number.NaN);
		});
		return { what, aim: `${least} x`, reached: `${ratio.toFixed(1)} x (least ${Math.min(...each).toFixed(1)} x)`, isMet: ratio >= least };
	};
	return [
		times('first answer sooner', 20, ({ first }) => first),
		times('full index faster', 2, ({ full }) => full ?? Number.NaN),
		{
			what: 'a question at 95 %',
			aim: `below ${milliseconds(theirs.p95)}`,
			reached: milliseconds(ours.p95),
			isMet: ours.p95 < theirs.p95,
		},
		{ what: 'NDCG@10', aim: `above ${theirs.ndcg.toFixed(3)}`, reached: ours.ndcg.toFixed(3), isMet: ours.ndcg > theirs.ndcg },
	];
}

function table(all: readonly Figures[]): string {
	const ours = all.find(({ way }) => way === product);
	const rows = all.map((figures) => rowOf(figures, ours));
	return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rowOf(figures: Figures, ours: Figures | undefined): string[] {
	const cell = (name: 'first' | 'full' | 'bytes' | 'peak', show: (value: number) => string): string => {
		const value = figures[name];
		return value === undefined || Number.isNaN(value) ? '–' : show(value) + ratio(value, figures === ours ? undefined : ours?.[name]);
	};
	const { way, p50, p95, ndcg, interval } = figures;
	return [
		way,
		cell('first', milliseconds),
		cell('full', milliseconds),
		`${milliseconds(p50)} / ${milliseconds(p95)}${ratio(p95, figures === ours ? undefined : ours?.p95)}`,
		cell('bytes', megabytes),
		cell('peak', megabytes),
		`${ndcg.toFixed(3)} (${interval.map((edge) => edge.toFixed(3)).join(' to ')})`,
	];
}

function ratio(value: number, to: number | undefined): string {
	const times = value / (to ?? Number.NaN);
	return to === undefined ? '' : ` (${times >= 100 ? times.toFixed(0) : times.toPrecision(2)} x)`;
}

/** Undefined where one is. */
function sum(values: readonly (number | undefined)[]): number | undefined {
	return values.reduce<number | undefined>((total, value) => (total === undefined || value === undefined ? undefined : total + value), 0);
}
