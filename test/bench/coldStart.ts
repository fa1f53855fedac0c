/** From nothing to the first answer, beside what nobody can do without: reading, hashing and parsing every file once. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { productRoot } from '../../server/src/base/assets.ts';
import { loadLanguages } from '../../server/src/skills/code/languages.ts';
import { Parsers } from '../../server/src/skills/code/parsers.ts';
import { runCommandLine } from './commandLine.ts';
import { median, milliseconds, type Row, timed, timedAsync } from './figures.ts';
import { processorTime } from './memory.ts';
import type { Sources } from './sources.ts';

const question = 'where are redirects followed and retried';
const program = join(productRoot, 'dist', 'skilllens.mjs');
const neverInTime = 60_000;

/** Milliseconds since the process was started. */
type Stages = {
	readonly listed: number;
	readonly answered: number;
	readonly ended: number;
	/** Of the processor, until the answer; the model process is not counted. */
	readonly processor: number;
	/** Of the first answer's hits, how many the whole index gives too. */
	readonly kept: number;
	readonly lines: readonly string[];
};

export async function coldStart(sources: Sources, runs: number): Promise<Row[]> {
	const parsing = await parseAll(sources, 1);
	const starts: Stages[] = [];
	const baselines: { readonly ms: number; readonly processor: number }[] = [];
	const programStarts: number[] = [];
	for (let run = 0; run < runs; run++) {
		starts.push(await firstSearch(sources.root));
		baselines.push(await parseAll(sources, 1));
		programStarts.push(await timedAsync(() => ended(spawn(process.execPath, [program, '--version'], { stdio: 'ignore' }))));
	}
	const total = median(starts.map((stages) => stages.ended));
	const first = median(starts.map((stages) => stages.answered));
	const baseline = median(baselines.map(({ ms }) => ms));
	const processor = median(starts.map((stages) => stages.processor));
	const processorBaseline = median(baselines.map((each) => each.processor));
	const part = (what: string, of: (stages: Stages) => number): Row => ({ what: `  ${what}`, figure: milliseconds(median(starts.map(of))) });
	for (const line of starts.at(-1)?.lines ?? []) {
		console.log(`  ${line}`);
	}
	return [
		{
			what: 'cold start: process, listing, likely files indexed, first answer printed',
			figure: milliseconds(first),
			ratio: first / baseline,
			beside: `reading, hashing, parsing ${parsing.parsed} of ${sources.paths.length} files once, one warm thread: ${milliseconds(baseline)}`,
			aim: 'under 2 s, under 2.5 x',
		},
		{
			what: '  hits of the first answer that the whole index gives too',
			figure: `${median(starts.map((stages) => stages.kept))} of 10`,
		},
		{
			what: '  whole index, words and static vectors, and exit',
			figure: milliseconds(total),
			ratio: total / baseline,
			beside: 'of the same',
		},
		{
			what: '  processor time until the answer, all threads',
			figure: milliseconds(processor),
			ratio: processor / processorBaseline,
			beside: `of the same: ${milliseconds(processorBaseline)}`,
		},
		{
			what: '  the program alone (--version)',
			figure: milliseconds(median(programStarts)),
			ratio: median(programStarts) / total,
			beside: 'of the cold start',
		},
		part('until the folder is listed', ({ listed }) => listed),
	];
}

/** As a user would run it, with a cache that is empty. */
async function firstSearch(root: string): Promise<Stages> {
	const cache = mkdtempSync(join(tmpdir(), 'skilllens-cold-'));
	const start = performance.now();
	const since = (): number => performance.now() - start;
	const child = spawn(process.execPath, [program, '--verbose', '--workspace', root, 'search', question], {
		env: { ...process.env, XDG_CACHE_HOME: cache },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let [indexed, answered, processor] = [Number.NaN, Number.NaN, Number.NaN];
	const lines: string[] = [];
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		for (const line of text.split('\n').filter((each) => /\[\w+\]/.test(each))) {
			indexed = /written/.test(line) ? since() : indexed;
			lines.push(`${milliseconds(since()).padStart(8)} ${line.trim()}`);
		}
	});
	let printed = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		if (printed === '') {
			answered = since();
			processor = processorTime(child.pid ?? 0);
		}
		printed += text;
	});
	await ended(child);
	const end = since();
	const whole = await runCommandLine(['--workspace', root, '--json', 'search', question], { XDG_CACHE_HOME: cache });
	const { results } = JSON.parse(whole) as { results: readonly { readonly path: string }[] };
	const kept = results.filter(({ path }) => printed.includes(` ${path}:`)).length;
	rmSync(cache, { recursive: true, force: true, maxRetries: 5 });
	return { listed: indexed - workOf(lines), answered, ended: end, processor, kept, lines };
}

/** Milliseconds that the update took by its own account. */
function workOf(lines: readonly string[]): number {
	return Number(/written.* (\d+) ms/.exec(lines.find((line) => /written/.test(line)) ?? '')?.[1] ?? Number.NaN);
}

async function ended(child: ReturnType<typeof spawn>): Promise<void> {
	const status = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
	if (status !== 0) {
		throw new Error(`skilllens ended with status ${status}`);
	}
}

/** The product's own grammars and parsers, in this thread; the grammars are loaded before the clock starts. */
export async function parseAll(
	{ root, paths }: Sources,
	rounds: number,
): Promise<{ readonly ms: number; readonly processor: number; readonly parsed: number }> {
	const languages = loadLanguages();
	const parsers = new Parsers(neverInTime);
	const work = await Promise.all(
		paths.map(async (path) => {
			const language = languages.ofPath(path);
			return { path, grammar: language?.grammar === undefined ? undefined : await parsers.load(language) };
		}),
	);
	const before = process.cpuUsage();
	const times = Array.from({ length: rounds }, () =>
		timed(() => {
			for (const { path, grammar } of work) {
				const content = readFileSync(join(root, path));
				createHash('sha256').update(content).digest('hex');
				grammar?.parse(content.toString('utf8'))?.delete();
			}
		}),
	);
	const { user, system } = process.cpuUsage(before);
	return {
		ms: median(times),
		processor: (user + system) / 1000 / rounds,
		parsed: work.filter(({ grammar }) => grammar !== undefined).length,
	};
}
