/**
 * Whether a screenshot of code lands on its function: functions drawn by chance from real repositories, rendered in fonts and themes that
 * nothing here was tuned on, at 0.75 to 2 times their size, and asked through `skilllens match --batch` from outside the workspace.
 *   npm run bench:shots -- --repos DIR [--only NAME,…] [--count 200] [--seed 1] [--cache DIR] [--json FILE]
 * DIR holds one folder a repository. Build first: npm run build
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isFunction } from '../../server/src/skills/code/definition.ts';
import { createSkills } from '../../server/src/skills/registry.ts';
import type { Definition } from '../../server/src/skills/skill.ts';
import { readSource } from '../../server/src/workspace/diskWorkspace.ts';
import { isSkipped } from '../../server/src/workspace/workspace.ts';
import { runCommandLine } from './commandLine.ts';
import { randomFrom } from './madeUp.ts';
import { answersOf, type Gold, type Hit, hitAt, summary } from './pictureSuite.ts';
import { maxFileBytes, sourcesIn } from './sources.ts';

const themes = [
	'github-light',
	'dracula',
	'nord',
	'monokai',
	'solarized-dark',
	'solarized-light',
	'night-owl',
	'vitesse-light',
	'min-light',
];
const fonts = ['jetbrains-mono', 'ibm-plex-mono', 'source-code-pro', 'inconsolata', 'roboto-mono'];
const scales = [0.75, 1, 1.5, 2];
/** Lines of a function that is shown. */
const [shortest, longest] = [6, 40];

type Shot = {
	readonly path: string;
	readonly start: number;
	readonly end: number;
	readonly text: string;
	readonly scale: number;
	readonly file: string;
};

const { values } = parseArgs({
	options: {
		repos: { type: 'string' },
		only: { type: 'string' },
		count: { type: 'string', default: '200' },
		seed: { type: 'string', default: '1' },
		cache: { type: 'string' },
		json: { type: 'string' },
	},
});
if (values.repos === undefined) {
	console.error('usage: npm run bench:shots -- --repos DIR [--only NAME,…] [--count 200] [--seed 1] [--cache DIR] [--json FILE]');
	process.exit(2);
}
const random = randomFrom(Number(values.seed));
const skills = createSkills();
const only = values.only?.split(',');
const repos = readdirSync(values.repos).filter((name) => only?.some((part) => name.includes(part)) ?? true);
const own = mkdtempSync(join(tmpdir(), 'skilllens-shots-'));
const cache = values.cache === undefined ? own : resolve(values.cache);
mkdirSync(cache, { recursive: true });
try {
	const golds: Gold[] = [];
	for (const [i, repo] of repos.entries()) {
		const share = Math.ceil((Number(values.count) - golds.length) / (repos.length - i));
		golds.push(...(await askOf(repo, join(resolve(values.repos), repo), share)));
		console.error(`${repo}: ${golds.length} of ${values.count}`);
	}
	console.log(`${golds.length} functions of ${repos.length} repositories\n${summary(golds).join('\n')}`);
	if (values.json !== undefined) {
		writeFileSync(values.json, JSON.stringify(golds));
	}
} finally {
	rmSync(own, { recursive: true, force: true, maxRetries: 5 });
}

async function askOf(repo: string, root: string, count: number): Promise<Gold[]> {
	const shots = await draw(repo, root, count);
	const [jobs, batch] = [join(own, 'jobs.jsonl'), join(own, 'batch.jsonl')];
	writeFileSync(jobs, shots.map((shot) => JSON.stringify({ ...shot, ...lookOf(shot.path) })).join('\n'));
	execFileSync(process.execPath, [new URL('renderCode.mjs', import.meta.url).pathname, jobs], { stdio: ['ignore', 'ignore', 'inherit'] });
	writeFileSync(batch, shots.map(({ file }) => JSON.stringify({ picture: file })).join('\n'));
	const output = await runCommandLine(['-w', root, 'match', '--batch', batch, '--json'], { XDG_CACHE_HOME: cache });
	return answersOf(output).map((results, i) => goldOf(shots[i] as Shot, results));
}

/** Functions of the repository, each written only once in it. */
async function draw(repo: string, root: string, count: number): Promise<Shot[]> {
	const { paths } = await sourcesIn(root);
	const code = paths.filter((path) => skills.for(path)?.id === 'code');
	const shots: Shot[] = [];
	for (let tries = 0; shots.length < count && tries < count * 50; tries++) {
		const shot = await shotOf(root, one(code));
		if (shot !== undefined && shots.every(({ text }) => text !== shot.text)) {
			shots.push({ ...shot, scale: one(scales), file: join(own, `${repo}-${shots.length}.png`) });
		}
	}
	return shots;
}

async function shotOf(root: string, path: string): Promise<Omit<Shot, 'scale' | 'file'> | undefined> {
	const file = readSource(root, path, { maxFileBytes });
	const functions = isSkipped(file) ? [] : all((await skills.for(path)?.definitions(file)) ?? []).filter(isShown);
	if (isSkipped(file) || functions.length === 0) {
		return undefined;
	}
	const { start, end } = one(functions);
	const text = file.text
		.split('\n')
		.slice(start, end + 1)
		.join('\n');
	return { path, start: start + 1, end: end + 1, text };
}

function isShown(definition: Definition): boolean {
	const lines = definition.end - definition.start + 1;
	return isFunction(definition) && lines >= shortest && lines <= longest;
}

function all(definitions: readonly Definition[]): Definition[] {
	return definitions.flatMap((definition) => [definition, ...all(definition.children)]);
}

function lookOf(path: string): object {
	return {
		language: extname(path).slice(1),
		theme: one(themes),
		font: one(fonts),
		px: 12 + Math.floor(random() * 5),
		numbered: random() < 0.5,
	};
}

function one<T>(items: readonly T[]): T {
	return items[Math.floor(random() * items.length)] as T;
}

function goldOf({ path, start, end, scale, file }: Shot, results: readonly Hit[]): Gold {
	const fits = (hit: Hit): boolean => hit.path === path && hit.startLine <= end && start <= hit.endLine;
	const rank = { rank: hitAt(results, 'code', fits), together: hitAt(results, undefined, fits) };
	return { id: file, kind: `at ${scale}`, certainty: 'certain', way: 'shots', side: 'source', ...rank };
}
