/**
 * `npm run fuzz -- --minutes M [--only NAME] [--seed S] [--guided]`: each target for so long, and a table of what was found. Status 1 where something was.
 * Guided, by Jazzer.js, inputs are made after the edges of the code that earlier ones led through; it is installed the first time.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Fuzzed, fuzz } from './fuzz.ts';
import { fuzzGuided, type Guidance } from './guided/guided.ts';
import { installJazzer } from './guided/install.ts';
import { causeOf } from './target.ts';
import { targets } from './targets.ts';

const { values } = parseArgs({
	options: {
		minutes: { type: 'string', default: '10' },
		only: { type: 'string', multiple: true },
		seed: { type: 'string' },
		guided: { type: 'boolean', default: false },
	},
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 30));
const known = targets.filter(({ guided }) => !values.guided || guided !== undefined).map(({ name }) => name);
const names = values.only ?? known;
if (!names.every((name) => known.includes(name)) || !(Number(values.minutes) > 0) || !Number.isInteger(seed)) {
	console.error(`npm run fuzz -- --minutes M [--only NAME] [--seed S] [--guided]; targets: ${known.join(', ')}.`);
	process.exit(2);
}

const seconds = Number(values.minutes) * 60;
const rows: string[] = [];
let found = 0;
if (values.guided) {
	installJazzer();
}
for (const name of names) {
	const fuzzed = await (values.guided ? guided(name) : plain(name));
	found += fuzzed.findings;
	rows.push(fuzzed.row);
	console.error(fuzzed.row);
}
const columns = values.guided
	? ['target', 'runs', 'runs/s', 'edges of the seeds', 'at the end', 'edges by how often', 'at the end', 'inputs kept', 'findings']
	: ['target', 'runs', 'runs/s', 'findings'];
console.log(`seed ${seed}, ${values.minutes} minutes a target, Node ${process.versions.node}, ${cpus()[0]?.model.trim()}\n`);
console.log([line(columns), line(columns.map(() => '---')), ...rows].join('\n'));
process.exitCode = found === 0 ? 0 : 1;

type Row = { readonly row: string; readonly findings: number };

async function plain(name: string): Promise<Row> {
	const onFinding = ({ seed: at, what }: Fuzzed['findings'][number]): void => console.error(`\n${name}, seed ${at}:\n${what}`);
	const { runs, seconds: spent, findings } = await fuzz(name, { seed, milliseconds: seconds * 1000, onFinding });
	const causes = new Set(findings.map(({ what }) => causeOf(what)));
	return { row: line([name, ...rates(runs, spent), causes.size]), findings: causes.size };
}

async function guided(name: string): Promise<Row> {
	const onFinding = (what: string, input: string): void => console.error(`\n${name}, ${input}:\n${what}`);
	const { runs, seconds: spent, first, last, kept, findings }: Guidance = await fuzzGuided(name, { seed, seconds, onFinding });
	const reached = [first.edges, last.edges, first.features, last.features];
	return { row: line([name, ...rates(runs, spent), ...reached, kept, findings.length]), findings: findings.length };
}

function rates(runs: number, spent: number): string[] {
	return [runs.toLocaleString('en'), (runs / spent).toFixed(1)];
}

function line(cells: readonly (string | number)[]): string {
	return `| ${cells.join(' | ')} |`;
}
