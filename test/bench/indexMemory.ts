/**
 * What the command line holds at the most while it indexes a folder from nothing, beside the budget, and how long that takes:
 *   npm run bench:memory -- --folder DIR [--beside CHECKOUT] [--rounds 3] [--setting NAME=VALUE]…
 * Words and static vectors alone: the model process is not started. `--beside` is another checkout, built, that does the same in turn. Build first.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { serverProcess } from '../../server/protocol/serverProcess.ts';
import { settingsTable } from '../../server/protocol/settings.ts';
import { productRoot } from '../../server/src/base/assets.ts';
import { machine, median, megabytes, milliseconds, printRows } from './figures.ts';
import { memoryOf, processorTime } from './memory.ts';

type Run = { readonly peak: number; readonly ms: number; readonly processor: number };

const { values } = parseArgs({
	options: {
		folder: { type: 'string' },
		beside: { type: 'string' },
		rounds: { type: 'string', default: '3' },
		setting: { type: 'string', multiple: true, default: [] },
	},
});
const { folder, beside } = values;
if (folder === undefined) {
	console.error('--folder DIR: what is indexed is needed.');
	process.exit(2);
}
/** Milliseconds from look to look; what a process held at the most the kernel remembers. */
const look = 50;
const settings = ['index.skillVectors=onDemand', 'index.pictures=onDemand', ...values.setting].flatMap((one) => ['--setting', one]);
const budget = `${settingsTable['index.memoryMegabytes'].default} MB, where no setting says otherwise`;
const [own, other]: [Run[], Run[]] = [[], []];
console.log(machine());
for (let round = 0; round < Number(values.rounds); round++) {
	own.push(await index(productRoot, resolve(folder)));
	if (beside !== undefined) {
		other.push(await index(resolve(beside), resolve(folder)));
	}
}
const compared = (what: string, of: (run: Run) => number, print: (value: number) => string) => ({
	what,
	figure: print(median(own.map(of))),
	...(beside !== undefined && { ratio: median(own.map(of)) / median(other.map(of)), beside: `of ${print(median(other.map(of)))}` }),
});
printRows('Indexed from nothing, words and static vectors', [
	{ ...compared('held at the most', ({ peak }) => peak, megabytes), aim: budget },
	compared('time', ({ ms }) => ms, milliseconds),
	compared('processor time', ({ processor }) => processor, milliseconds),
]);
console.log(`\n${machine()}`);

async function index(checkout: string, root: string): Promise<Run> {
	const cache = mkdtempSync(join(tmpdir(), 'skilllens-memory-'));
	const start = performance.now();
	const child = spawn(process.execPath, [join(checkout, 'dist', 'server', 'cli.mjs'), '-w', root, ...settings, 'index'], {
		env: { ...process.env, XDG_CACHE_HOME: cache, ...serverProcess.env },
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	let [peak, processor] = [0, 0];
	const timer = setInterval(() => {
		peak = Math.max(peak, memoryOf(child.pid ?? 0).peak || 0);
		processor = Math.max(processor, processorTime(child.pid ?? 0));
	}, look);
	const [status] = await once(child, 'exit');
	clearInterval(timer);
	rmSync(cache, { recursive: true, force: true, maxRetries: 5 });
	if (status !== 0) {
		throw new Error(`${checkout} ended with status ${status}`);
	}
	return { peak, ms: performance.now() - start, processor };
}
