/**
 * Left running all day: `npm run soak -- --repo DIR [--minutes 60] [--work 24] [--back 60] [--seed 1] [--model DIR] [--series FILE]`, after a build, works in a
 * clone of a git repository without rest and prints what the server and its model process hold, lap by lap, and whether that stays level. Status 1
 * where it does not, where anything went wrong, or where the index at the end is not what one built from nothing is.
 */
import { appendFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { settingsTable } from '../../server/protocol/settings.ts';
import { productRoot } from '../../server/src/base/assets.ts';
import { type Sample, Soak } from '../support/soak.ts';
import { machine, megabytes, milliseconds } from './figures.ts';
import { levelOf } from './level.ts';
import { randomFrom } from './madeUp.ts';

const { values } = parseArgs({
	options: {
		repo: { type: 'string' },
		minutes: { type: 'string', default: '60' },
		work: { type: 'string', default: '24' },
		back: { type: 'string', default: '60' },
		seed: { type: 'string', default: '1' },
		model: { type: 'string' },
		series: { type: 'string' },
	},
});
if (values.repo === undefined) {
	console.error('--repo DIR: a git repository is needed; a clone of it is worked in.');
	process.exit(2);
}

/** Each goes on until this share of the time is over; before each lap, what it is named after is done. */
const phases = [
	{ name: 'restarts', until: 0.15 },
	{ name: 'one life', until: 0.75 },
	{ name: 'opened anew', until: 0.93 },
	{ name: 'restarts at the end', until: 1 },
] as const;
/** What is looked at for leaks; the share of its laps at whose end a phase counts as warm; the most that it may then grow by. */
const [judged, warmAfter, allowed] = [['one life', 'opened anew'], 0.25, 0.05];

type Lap = Sample & { readonly phase: string; readonly at: number };
type Figure = {
	readonly name: string;
	readonly of: (lap: Lap) => number;
	readonly print: (value: number) => string;
	readonly kind: 'share' | 'count';
};
const count = (value: number): string => value.toFixed(Number.isInteger(value) ? 0 : 1);
const figures: readonly Figure[] = [
	{ name: 'server: JavaScript heap after collection', of: ({ server }) => server.heapUsed, print: megabytes, kind: 'share' },
	{ name: 'server: memory outside of the heap', of: ({ server }) => server.external, print: megabytes, kind: 'share' },
	{ name: 'server: resident', of: ({ server }) => server.resident, print: megabytes, kind: 'share' },
	{ name: 'server: resident, its own', of: ({ server }) => server.own, print: megabytes, kind: 'share' },
	{ name: 'server: proportional', of: ({ server }) => server.proportional, print: megabytes, kind: 'share' },
	{ name: 'model process: resident', of: ({ model }) => model.resident, print: megabytes, kind: 'share' },
	{ name: 'model process: resident, its own', of: ({ model }) => model.own, print: megabytes, kind: 'share' },
	{
		name: 'server and model process: proportional',
		of: ({ server, model }) => server.proportional + model.proportional,
		print: megabytes,
		kind: 'share',
	},
	{ name: 'index and readings on disk', of: ({ disk }) => disk, print: megabytes, kind: 'share' },
	{ name: 'server: file descriptors', of: ({ server }) => server.descriptors, print: count, kind: 'count' },
	{ name: 'server: threads', of: ({ server }) => server.threads, print: count, kind: 'count' },
	{ name: 'server: active resources of Node', of: ({ server }) => sum(server.resources), print: count, kind: 'count' },
	{ name: 'model process: file descriptors', of: ({ model }) => model.descriptors, print: count, kind: 'count' },
	{ name: 'model process: threads', of: ({ model }) => model.threads, print: count, kind: 'count' },
];

const place = realpathSync(mkdtempSync(join(tmpdir(), 'skilllens-soak-')));
const soak = new Soak({
	place,
	repo: resolve(values.repo),
	program: join(productRoot, 'dist', 'server', 'cli.mjs'),
	settings: values.model === undefined ? {} : { 'model.folder': resolve(values.model) },
	random: randomFrom(Number(values.seed)),
	back: Number(values.back),
	work: Number(values.work),
});
const laps: Lap[] = [];
console.log(`${machine()}, ${new Date().toISOString().slice(0, 16)}, seed ${values.seed}\n`);
try {
	await run(Number(values.minutes) * 60_000);
	await soak.stop();
	const problems = [...soak.problems, ...(await soak.compare())];
	const fits = judged.map(judge).every(Boolean);
	console.log(
		`\n${machine()}, ${new Date().toISOString().slice(0, 16)}: ${laps.length} laps, ${laps.at(-1)?.files} files, ${laps.at(-1)?.chunks} chunks`,
	);
	console.log(
		`At the most the server held ${megabytes(most(laps.slice(0, 1)))} in the first lap, which indexes all, and ${megabytes(most(laps.slice(1)))} after it; its budget is ${settingsTable['index.memoryMegabytes'].default} MB.`,
	);
	console.log(problems.length === 0 ? 'Nothing went wrong; the index equals one built from nothing.' : problems.slice(0, 100).join('\n'));
	process.exitCode = fits && problems.length === 0 ? 0 : 1;
} finally {
	soak.end();
	rmSync(place, { recursive: true, force: true, maxRetries: 5 });
}

async function run(time: number): Promise<void> {
	const start = performance.now();
	await soak.start();
	for (const { name, until } of phases) {
		let isFirst = true;
		do {
			if (name.startsWith('restarts') ? laps.length > 0 : name === 'one life' && isFirst) {
				await soak.restart();
			} else if (name === 'opened anew') {
				await soak.openAnew();
			}
			isFirst = false;
			tell({ ...(await soak.lap()), phase: name, at: performance.now() - start });
		} while (performance.now() - start < until * time);
	}
}

function tell(lap: Lap): void {
	laps.push(lap);
	const { phase, at, ms, peak, search, server, model } = lap;
	const parts = [
		`${String(laps.length).padStart(4)}  ${(at / 60_000).toFixed(1).padStart(5)} min  ${phase.padEnd(20)} lap ${milliseconds(ms)}, search ${milliseconds(search)}`,
		`heap ${megabytes(server.heapUsed)}, server ${megabytes(server.resident)}, at the most ${megabytes(peak)}, model ${megabytes(model.resident)}`,
		`fd ${server.descriptors} + ${model.descriptors}, threads ${server.threads} + ${model.threads}, resources ${sum(server.resources)}`,
	];
	console.log(parts.join('; '));
	if (values.series !== undefined) {
		appendFileSync(values.series, `${JSON.stringify(lap)}\n`);
	}
}

/** Prints a table of the phase; whether all of it stays level. */
function judge(phase: string): boolean {
	const all = laps.filter((lap) => lap.phase === phase);
	const warm = all.slice(Math.floor(all.length * warmAfter));
	console.log(`\n${phase}: ${all.length} laps, of which the last ${warm.length} are looked at\n`);
	console.log('| | first third | last third | growth along the line | level |\n|---|---|---|---|---|');
	return figures
		.map(({ name, of, print, kind }) => {
			const { first, last, growth, share } = levelOf(warm.map(of));
			const isLevel = kind === 'share' ? share <= allowed : growth < 1;
			console.log(
				`| ${name} | ${print(first)} | ${print(last)} | ${kind === 'share' ? `${(100 * share).toFixed(1)} %` : growth.toFixed(1)} | ${isLevel ? 'yes' : 'NO'} |`,
			);
			return isLevel;
		})
		.every(Boolean);
}

function most(some: readonly Lap[]): number {
	return Math.max(...some.map(({ peak }) => peak));
}

function sum(counts: Readonly<Record<string, number>>): number {
	return Object.values(counts).reduce((all, one) => all + one, 0);
}
