/**
 * How well pictures find the code and the docs behind them, through `skilllens match --batch` as a user would run it:
 *   npm run bench:pictures -- --suite FILE.jsonl --repos DIR [--cache DIR] [--only REPO,…] [--ways TEXT] [--json FILE]
 * DIR holds the tree of each repository as `owner__name`. Neutral: a picture speaks by what is seen in it alone (its file is known to no
 * one). In place: files that name it and files beside it may speak too. --cache keeps readings and indexes for the next run.
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
	'neutral: fused': ['words', 'lines', 'names', 'code'],
	'in place: context alone': ['context'],
	'in place: files alone': ['files'],
	'in place: fused': ['words', 'lines', 'names', 'code', 'context', 'files'],
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
		json: { type: 'string' },
	},
});
if (values.suite === undefined || values.repos === undefined) {
	console.error(
		'usage: npm run bench:pictures -- --suite FILE.jsonl --repos DIR [--cache DIR] [--only REPO,…] [--ways TEXT] [--json FILE]',
	);
	process.exit(2);
}
const repos = resolve(values.repos);
const ways = Object.fromEntries(Object.entries(allWays).filter(([way]) => way.includes(values.ways)));
const only = values.only?.split(',');
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
		const output = await runCommandLine(['-w', root, 'match', '--batch', batch, '--top', String(top), '--json'], { XDG_CACHE_HOME: cache });
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
