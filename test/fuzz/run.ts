/** `npm run fuzz -- --minutes M [--only NAME] [--seed S]`: each target for so long, and a table of what was found. Status 1 where something was. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Fuzzed, fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

const { values } = parseArgs({
	options: { minutes: { type: 'string', default: '10' }, only: { type: 'string', multiple: true }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 30));
const names = values.only ?? targets.map(({ name }) => name);
const unknown = names.filter((name) => !targets.some((target) => target.name === name));
if (unknown.length > 0 || !(Number(values.minutes) > 0) || !Number.isInteger(seed)) {
	console.error(`npm run fuzz -- --minutes M [--only NAME] [--seed S]; targets: ${targets.map(({ name }) => name).join(', ')}.`);
	process.exit(2);
}

const rows: string[] = [];
let found = 0;
for (const name of names) {
	const fuzzed = await fuzz(name, {
		seed,
		milliseconds: Number(values.minutes) * 60_000,
		onFinding: ({ seed: at, what }) => console.error(`\n${name}, seed ${at}:\n${what}`),
	});
	found += fuzzed.findings.length;
	rows.push(row(name, fuzzed));
	console.error(rows.at(-1));
}
console.log(`seed ${seed}, ${values.minutes} minutes a target, Node ${process.versions.node}, ${cpus()[0]?.model.trim()}\n`);
console.log(['| target | runs | runs/s | findings |', '|---|---|---|---|', ...rows].join('\n'));
process.exitCode = found === 0 ? 0 : 1;

/** Findings of one cause count once: what was said up to the first line of its place. */
function row(name: string, { runs, seconds, findings }: Fuzzed): string {
	const causes = new Set(findings.map(({ what }) => what.split('\n').slice(0, 2).join(' ').replaceAll(/\d+/g, 'n')));
	return `| ${name} | ${runs.toLocaleString('en')} | ${(runs / seconds).toFixed(1)} | ${causes.size} |`;
}
