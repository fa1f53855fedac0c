/**
 * How the product grows: questions over 1,000 to 1,000,000 chunks, each index asked by a process of its own.
 *   npm run bench:growth -- [--chunks 1000,10000,100000,1000000] [--folder DIR] [--questions 200] [--keep DIR] [--legs]
 * The chunks are those of DIR (of installed packages, where none is named) and, beyond them, made up of their words. --keep leaves the
 * indexes in a folder for the next run; --legs says where the time of a question goes. Asked is the bundled program, started as the extension starts
 * its server: memory and times are those of users.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { serverProcess } from '../../server/protocol/serverProcess.ts';
import { defaultSettings } from '../../server/protocol/settings.ts';
import { productRoot } from '../../server/src/base/assets.ts';
import { silentLog } from '../../server/src/base/log.ts';
import { modelFolder } from '../../server/src/folder/folder.ts';
import { loadModel } from '../../server/src/inference/loadModel.ts';
import type { FileRows } from '../../server/src/storage/store.ts';
import { machine, megabytes, milliseconds, spread, timed } from './figures.ts';
import type { Answers } from './growthAsk.ts';
import { fill, rowsOf } from './madeUp.ts';
import { gatherSources, sourcesIn } from './sources.ts';
import { openIndex, present, questionsFrom } from './warmQuery.ts';

/** What the process that asks is told. */
export type Asking = {
	readonly folder: string;
	/** Of the files that the chunks were cut from. */
	readonly root: string;
	readonly questions: readonly string[];
};

/** An index, and what filling it took. */
type Filled = { readonly folder: string; readonly chunks: number; readonly bytes: number; readonly ms: number; readonly tidied: number };

const { values } = parseArgs({
	options: {
		chunks: { type: 'string', default: '1000,10000,100000,1000000' },
		folder: { type: 'string' },
		questions: { type: 'string', default: '200' },
		keep: { type: 'string' },
		legs: { type: 'boolean', default: false },
	},
});
/** Beside what the build puts into dist, where the bundle looks for it. */
const bundles = join(productRoot, 'dist', 'bench');
const keep = values.keep === undefined ? mkdtempSync(join(tmpdir(), 'skilllens-growth-')) : resolve(values.keep);
const model = loadModel({ folder: modelFolder(defaultSettings), device: 'cpu', threads: 0, idleSeconds: 1, log: silentLog });
const { encoder, static: table } = present(model);
const sources = values.folder === undefined ? await gatherSources() : await sourcesIn(resolve(values.folder));
const real: FileRows[] = [];

console.log(machine());
try {
	await bundle();
	console.log(`${sources.paths.length} files, ${megabytes(sources.bytes)}`);
	const table = [
		[
			'chunks',
			'filled',
			'tidied',
			'on disk',
			'first question',
			'question p50 / p95',
			'processor',
			'of common words',
			'processor',
			'memory',
			'at most',
			'without an index',
		],
		...(await all(values.chunks.split(',').map(Number))),
	];
	console.log(`\n${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}`);
} finally {
	model.dispose();
	rmSync(bundles, { recursive: true, force: true });
	if (values.folder === undefined) {
		rmSync(sources.root, { recursive: true, force: true, maxRetries: 5 });
	}
	if (values.keep === undefined) {
		rmSync(keep, { recursive: true, force: true, maxRetries: 5 });
	}
}
console.log(`\n${machine()}`);

async function all(sizes: readonly number[]): Promise<string[][]> {
	const rows: string[][] = [];
	for (const size of sizes) {
		const filled = await filledIndex(size);
		const questions = questionsFrom(await rowsOnce(), 10 + Number(values.questions));
		const answers = await ask({ folder: filled.folder, root: sources.root, questions });
		rows.push(row(filled, answers));
		if (values.legs) {
			console.log(`\n${filled.chunks} chunks, by leg, p50 / p95`);
			for (const [leg, { times, processor }] of Object.entries(answers.legs)) {
				console.log(`  ${leg.padEnd(24)} ${spread(times).padStart(20)} ${milliseconds(processor).padStart(10)} of the processor`);
			}
		}
	}
	return rows;
}

async function rowsOnce(): Promise<readonly FileRows[]> {
	if (real.length === 0) {
		real.push(...(await rowsOf(sources, table)));
	}
	return real;
}

/** The one that was kept, or a new one. */
async function filledIndex(chunks: number): Promise<Filled> {
	const folder = join(keep, String(chunks));
	const record = join(folder, 'filled.json');
	if (existsSync(record)) {
		return { folder, ...(JSON.parse(readFileSync(record, 'utf8')) as Omit<Filled, 'folder'>) };
	}
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const rows = await rowsOnce();
	const store = openIndex(folder, model);
	const ms = timed(() => fill(store, rows, { chunks, dims: encoder.dims, versions: encoder.versions }));
	const { chunks: stored } = store.stats();
	const made = timed(() => {
		while (store.compact()) {
			// merges word indexes and makes lists, as idle time does
		}
	});
	const { bytes } = store.stats();
	store.close();
	const filled = { chunks: stored, bytes, ms, tidied: made };
	writeFileSync(record, JSON.stringify(filled));
	return { folder, ...filled };
}

/** Whoever asks, and the model process that it starts, as esbuild.mjs bundles the server. */
async function bundle(): Promise<void> {
	const here = fileURLToPath(new URL('.', import.meta.url));
	await build({
		entryPoints: [join(here, 'growthAsk.ts'), join(here, '../../server/src/inference/host.ts')].map((file) => ({
			in: file,
			out: basename(file, '.ts'),
		})),
		...{ bundle: true, splitting: true, platform: 'node', format: 'esm', target: 'node22', logLevel: 'warning' },
		...{
			outdir: bundles,
			outExtension: { '.js': '.mjs' },
			external: ['onnxruntime-node', 'web-tree-sitter', 'sharp', 'tesseract.js-core'],
		},
		banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
	});
}

async function ask(asking: Asking): Promise<Answers> {
	const child = spawn(process.execPath, [...serverProcess.execArgv, join(bundles, 'growthAsk.mjs')], {
		stdio: ['pipe', 'pipe', 'inherit'],
		env: { ...process.env, ...serverProcess.env },
	});
	child.stdin.end(JSON.stringify(asking));
	return JSON.parse(await text(child.stdout)) as Answers;
}

function row(
	{ chunks, bytes, ms, tidied }: Filled,
	{ first, times, processor, common, commonProcessor, bare, resident, peak }: Answers,
): string[] {
	return [
		chunks.toLocaleString('en'),
		`${((ms / chunks) * 1000).toFixed(0)} µs a chunk`,
		`${((tidied / chunks) * 1000).toFixed(0)} µs a chunk`,
		`${Math.round(bytes / chunks)} bytes a chunk`,
		milliseconds(first),
		spread(times),
		milliseconds(processor),
		spread(common),
		milliseconds(commonProcessor),
		megabytes(resident),
		megabytes(peak),
		megabytes(bare),
	];
}
