/** Whether what was measured again and again stays level, told so that a few outliers do not decide it. */
import { median } from './figures.ts';

export type Level = {
	/** Of the first and of the last third. */
	readonly first: number;
	readonly last: number;
	/** From the first to the last value along the fitted line. */
	readonly growth: number;
	/** The same as a share of where the line begins. */
	readonly share: number;
};

/** A line by Theil and Sen: its slope is the median of the slopes between all pairs. NaN for fewer than three values. */
export function levelOf(values: readonly number[]): Level {
	const third = Math.max(1, Math.floor(values.length / 3));
	const slopes = values.flatMap((value, i) => values.slice(i + 1).map((later, j) => (later - value) / (j + 1)));
	const slope = values.length < 3 ? Number.NaN : middle(slopes);
	const begin = middle(values.map((value, i) => value - slope * i));
	const growth = slope * (values.length - 1);
	return { first: median(values.slice(0, third)), last: median(values.slice(-third)), growth, share: growth / begin };
}

function middle(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const half = sorted.length / 2;
	return ((sorted[Math.floor(half)] ?? Number.NaN) + (sorted[Math.ceil(half) - 1] ?? Number.NaN)) / 2;
}
