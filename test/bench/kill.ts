/**
 * Nothing is lost: `npm run bench:kill -- [--rounds 200] [--seed 1] [--model DIR]`, after a build, kills the command line, the language server and their model
 * processes at random moments while files change, and prints what was left of the index. Status 1 where anything was lost.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { productRoot } from '../../server/src/base/assets.ts';
import { KillLoop, type Round, victims } from '../support/killLoop.ts';
import { machine, milliseconds, spread } from './figures.ts';
import { randomFrom } from './madeUp.ts';

const { values } = parseArgs({
	options: {
		rounds: { type: 'string', default: '200' },
		seed: { type: 'string', default: '1' },
		model: { type: 'string', default: join(productRoot, 'test', 'fixtures', 'model') },
	},
});
const program = join(productRoot, 'dist', 'server', 'cli.mjs');
const place = realpathSync(mkdtempSync(join(tmpdir(), 'skilllens-kill-')));
const loop = new KillLoop({ place, modelFolder: values.model, program, random: randomFrom(Number(values.seed)) });
const rounds: Round[] = [];
try {
	for (let i = 1; i <= Number(values.rounds); i++) {
		const round = await loop.round();
		rounds.push(round);
		const { victim, after, atWork, reopened, problems } = round;
		console.log(
			`${String(i).padStart(4)}  ${victim.padEnd(36)} after ${milliseconds(after).padStart(7)}${atWork ? ', at work' : '         '}  reopened in ${milliseconds(reopened)}`,
		);
		for (const problem of problems) {
			console.log(`      ${problem}`);
		}
	}
} finally {
	rmSync(place, { recursive: true, force: true, maxRetries: 5 });
}
console.log(`\n${machine()}, ${new Date().toISOString().slice(0, 10)}, seed ${values.seed}\n`);
console.log('| killed | rounds | while it wrote | reopened, p50 / p95 | slowest | rounds with a fault |');
console.log('|---|---|---|---|---|---|');
for (const victim of [...victims, 'all'] as const) {
	const own = rounds.filter((round) => victim === 'all' || round.victim === victim);
	const times = own.map(({ reopened }) => reopened);
	const faulty = own.filter(({ problems }) => problems.length > 0).length;
	console.log(
		`| ${victim} | ${own.length} | ${own.filter(({ atWork }) => atWork).length} | ${spread(times)} | ${milliseconds(Math.max(...times))} | ${faulty} |`,
	);
}
process.exitCode = rounds.every(({ problems }) => problems.length === 0) ? 0 : 1;
