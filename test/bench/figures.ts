/** How the speed benchmark measures and prints: every figure beside its baseline from the same run, as a ratio. */
import { availableParallelism, cpus, loadavg } from 'node:os';

/** One line of the table. `figure` and `beside` are in the same unit. */
export type Row = {
	readonly what: string;
	readonly figure: string;
	readonly beside?: string;
	/** The figure as a multiple of the baseline: of times less is better, of rates more. */
	readonly ratio?: number;
	/** What it should be, in words. */
	readonly aim?: string;
};

export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}

/** The value that a share of all values stays under. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function timed(work: () => void): number {
	const start = performance.now();
	work();
	return performance.now() - start;
}

export async function timedAsync(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

export function milliseconds(value: number): string {
	return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value < 20 ? 1 : 0)} ms`;
}

export function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Half and 95 % of the values stay under these. */
export function spread(values: readonly number[]): string {
	return `${milliseconds(median(values))} / ${milliseconds(quantile(values, 0.95))}`;
}

export function printRows(title: string, rows: readonly Row[]): void {
	console.log(`\n${title}`);
	for (const { what, figure, beside = '', ratio, aim } of rows) {
		const compared = ratio === undefined ? '' : `${ratio.toFixed(2)} x`;
		console.log(
			`  ${what.padEnd(58)} ${figure.padStart(18)}  ${compared.padStart(8)}  ${beside}${aim === undefined ? '' : `   (aim ${aim})`}`,
		);
	}
}

/** The circumstances of a run. */
export function machine(): string {
	const load = loadavg().map((value) => value.toFixed(1));
	return `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, load ${load.join(' ')}, Node ${process.versions.node}, ${process.platform}`;
}
