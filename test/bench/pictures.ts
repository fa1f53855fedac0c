/**
 * How well pictures find the code and the docs behind them, through `skilllens match --batch` as a user would run it:
 *   npm run bench:pictures -- --suite FILE.jsonl --repos DIR [--cache DIR] [--only REPO,…] [--ways TEXT] [--model DIR] [--json FILE]
 * DIR holds the tree of each repository as `owner__name`. Neutral: a picture speaks by what is seen in it alone (its file is known to no
 * one; that a section shows pictures at all, and what it names beside them, may speak). In place: files that name it and files beside it may speak too. --cache keeps readings and indexes for the next run; --model names
 * another model folder, as the setting does. What pictures show is compared with the vectors of the skills, so ways with looks have them
 * computed first (the longest part of a first run); a model without an image skill says nothing of it.
 * Build first: npm run build
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommandLine } from './commandLine.ts';
import { answersOf, type Gold, type Hit, hitAt, isSection, isSource, type Picture, summary } from './pictureSuite.ts';

const allWays: Readonly<Record<string, readonly string[]>> = {
	'neutral: words alone': ['words'],
	'neutral: lines alone': ['lines'],
	'neutral: names alone': ['names'],
	'neutral: colours alone': ['colours'],
	'neutral: looks alone': ['looks'],
	'neutral: fused without neighbours': ['words', 'lines', 'names', 'colours', 'looks'],
	'neutral: fused without looks': ['words', 'lines', 'names', 'code', 'page', 'tests', 'colours'],
	'neutral: fused': ['words', 'lines', 'names', 'code', 'page', 'tests', 'colours', 'looks'],
	'in place: context alone': ['context'],
	'in place: files alone': ['files'],
	'in place: fused without looks': ['words', 'lines', 'names', 'code', 'page', 'tests', 'context', 'files', 'colours'],
	'in place: fused': ['words', 'lines', 'names', 'code', 'page', 'tests', 'context', 'files', 'colours', 'looks'],
};
/** Enough places of both kinds for ten of each. */
const top = 80;

const { values } = parseArgs({
	options: {
		suite: { type: 'string' },
		repos: { type: 'string' },
		cache: { type: 'string' },
		only: { type: 'string' },
		ways: { type: 'string', default: '' },
		model: { type: 'string' },
		json: { type: 'string' },
	},
});
if (values.suite === undefined || values.repos === undefined) {
	console.error(
		'usage: npm run bench:pictures -- --suite FILE.jsonl --repos DIR [--cache DIR] [--only REPO,…] [--ways TEXT] [--model DIR] [--json FILE]',
	);
	process.exit(2);
}
const repos = resolve(values.repos);
const ways = Object.fromEntries(Object.entries(allWays).filter(([way]) => way.includes(values.ways)));
const only = values.only?.split(',');
const model = resolve(values.model ?? join(import.meta.dirname, '..', '..', 'models', 'skillnet'));
const hasImageSkill = readFileSync(join(model, 'manifest.json'), 'utf8').includes('"image"');
const suite = readFileSync(values.suite, 'utf8')
	.trim()
	.split('\n')
	.map((line) => JSON.parse(line) as Picture)
	.filter(({ repo }) => only?.some((name) => repo.includes(name)) ?? true);
const cache = values.cache === undefined ? mkdtempSync(join(tmpdir(), 'skilllens-pictures-')) : resolve(values.cache);
mkdirSync(cache, { recursive: true });
try {
	const golds = await run();
	const tables = Object.keys(ways).map((way) => ({ way, rows: summary(golds.filter((gold) => gold.way === way)) }));
	for (const { way, rows } of tables) {
		console.log(`\n${way}\n${rows.join('\n')}`);
	}
	if (values.json !== undefined) {
		writeFileSync(values.json, JSON.stringify(golds));
	}
} finally {
	if (values.cache === undefined) {
		rmSync(cache, { recursive: true, force: true });
	}
}

/** One gold a picture, way and side (source or section). */
async function run(): Promise<Gold[]> {
	const golds: Gold[] = [];
	for (const [repo, pictures] of Map.groupBy(suite, (picture) => picture.repo)) {
		const root = join(repos, repo.replace('/', '__'));
		const batch = join(cache, 'pictures.jsonl');
		const asked = pictures.flatMap((picture) => Object.entries(ways).map(([way, signals]) => ({ picture, way, signals })));
		writeFileSync(batch, asked.map(({ picture, signals }) => JSON.stringify({ picture: join(root, picture.image), signals })).join('\n'));
		const run = (...command: string[]): Promise<string> =>
			runCommandLine(['-w', root, '--setting', `model.folder=${model}`, ...command, '--json'], { XDG_CACHE_HOME: cache });
		if (hasImageSkill && asked.some(({ signals }) => signals.includes('looks'))) {
			await run('--setting', 'index.pictures=onDemand', 'index');
		}
		const output = await run('match', '--batch', batch, '--top', String(top));
		for (const [i, results] of answersOf(output).entries()) {
			const { picture, way } = asked[i] ?? { picture: undefined, way: '' };
			golds.push(...(picture === undefined ? [] : goldsOf(picture, way, results)));
		}
		console.error(`${repo}: ${pictures.length} pictures`);
	}
	return golds;
}

function goldsOf(picture: Picture, way: string, results: readonly Hit[]): Gold[] {
	const common = { id: picture.id, kind: picture.kind, certainty: picture.gold_certainty, way };
	const source = {
		...common,
		side: 'source',
		rank: hitAt(results, 'code', isSource(picture)),
		together: hitAt(results, undefined, isSource(picture)),
	};
	const section = {
		...common,
		side: 'section',
		rank: hitAt(results, 'doc', isSection(picture)),
		together: hitAt(results, undefined, isSection(picture)),
	};
	return [...((picture.gold_source?.length ?? 0) > 0 ? [source] : []), ...(picture.gold_doc === undefined ? [] : [section])];
}
