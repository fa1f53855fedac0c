/**
 * NDCG@10 on a suite, through `skilllens search --batch` as a user would run it, beside its parts alone and what people would otherwise
 * use, in one run: npm run bench:quality -- --suite FILE --repos DIR [--only REPO,…] [--no-skills-alone]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultSettings } from '../../server/protocol/settings.ts';
import { never } from '../../server/src/base/cancel.ts';
import { silentLog } from '../../server/src/base/log.ts';
import { type Folder, modelFolder, openFolder } from '../../server/src/folder/folder.ts';
import type { Model } from '../../server/src/inference/encoder.ts';
import { loadModel } from '../../server/src/inference/loadModel.ts';
import { firstOfItsFile, PlainBm25, ripgrep } from './baselines.ts';
import { runCommandLine } from './commandLine.ts';
import { interval, ndcg, overall, type Place, type Question, readSuite } from './suite.ts';

const { values } = parseArgs({
	options: {
		suite: { type: 'string' },
		repos: { type: 'string' },
		only: { type: 'string' },
		'no-skills-alone': { type: 'boolean', default: false },
	},
});
if (values.suite === undefined || values.repos === undefined) {
	console.error('usage: npm run bench:quality -- --suite FILE.jsonl --repos DIR [--only REPO,…] [--no-skills-alone]');
	process.exit(2);
}

type Ranking = (question: Question) => Promise<readonly Place[]> | readonly Place[];
type Score = { readonly way: string; readonly repo: string; readonly category: string; readonly value: number };

const only = values.only?.split(',');
const suite = readSuite(values.suite).filter(({ repo }) => only?.includes(repo) ?? true);
const cache = mkdtempSync(join(tmpdir(), 'skilllens-quality-'));
const scores: Score[] = [];
const seconds = { product: 0, skills: 0 };
let encoded = 0;

const model = loadModel({ folder: modelFolder(defaultSettings), device: 'cpu', threads: 0, idleSeconds: 600, log: silentLog });
try {
	for (const [repo, questions] of Map.groupBy(suite, (question) => question.repo)) {
		await measure(repo, questions, join(values.repos, repo));
		const of = (way: string): string => overall(scores.filter((score) => score.way === way && score.repo === repo)).toFixed(3);
		console.log(`${repo.padEnd(24)} product ${of('product')}  words ${of('words alone')}  n=${questions.length}`);
	}
} finally {
	model.dispose();
	rmSync(cache, { recursive: true, force: true });
}
report();

async function measure(repo: string, questions: readonly Question[], root: string): Promise<void> {
	const record = async (way: string, ranking: Ranking): Promise<void> => {
		for (const question of questions) {
			scores.push({ way, repo, category: question.category, value: ndcg(question, await ranking(question)) });
		}
	};
	const start = performance.now();
	const answers = await throughCommandLine(questions, root);
	seconds.product += (performance.now() - start) / 1000;
	await record('product', (question) => answers.get(question.query) ?? []);

	const folder = openFolder({
		root,
		storage: join(cache, 'skilllens'),
		settings: defaultSettings,
		model,
		modelFolder: modelFolder(defaultSettings),
		workerScript: new URL('../../server/src/chunkWorker.ts', import.meta.url),
		log: silentLog,
		onStale: () => undefined,
	});
	try {
		await folder.indexer.update('benchmark', never);
		const ask = (question: Question) => ({
			text: question.query,
			top: 10,
			...(question.root === undefined ? {} : { root: question.root }),
		});
		await record(
			'words alone',
			async (question) => (await folder.search.run({ ...ask(question), skills: [] }, { rerankMs: 0 }, never)).results,
		);
		await record('static alone', (question) => nearest(folder, 'static', model.static?.encode(question.query), question.root));
		if (!values['no-skills-alone']) {
			await encodeAll(folder, model, questions);
			await record('skills alone', async (question) => nearest(folder, 'skills', await encode(model, question.query), question.root));
		}
		const inside = questions[0]?.root;
		const files = folder.store
			.files()
			.map(({ path }) => path)
			.filter((path) => inside === undefined || path.startsWith(`${inside}/`));
		const plain = new PlainBm25(root, files);
		await record('plain BM25', (question) => plain.search(question.query, 10));
		await record('ripgrep', (question) => ripgrep(root, question.root ?? '', question.query, 10));
	} finally {
		folder.dispose();
	}
}

async function throughCommandLine(questions: readonly Question[], root: string): Promise<Map<string, Place[]>> {
	const batch = join(cache, 'batch.jsonl');
	writeFileSync(
		batch,
		questions
			.map(({ query, root: inside }, id) => JSON.stringify({ id, query, ...(inside === undefined ? {} : { root: inside }) }))
			.join('\n'),
	);
	const stdout = await runCommandLine(['-w', root, 'search', '--batch', batch, '--top', '10'], { XDG_CACHE_HOME: cache });
	return new Map(
		stdout
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as { query: string; results: Place[] })
			.map(({ query, results }) => [query, results]),
	);
}

/** Every chunk that may answer gets its vector, so that the skills are judged over all of them. */
async function encodeAll(folder: Folder, of: Model, questions: readonly Question[]): Promise<void> {
	const start = performance.now();
	const prefixes = [...new Set(questions.map(({ root }) => (root === undefined ? '' : `${root}/`)))];
	for (const { path } of folder.store.files().filter((file) => prefixes.some((prefix) => file.path.startsWith(prefix)))) {
		const chunks = folder.store.chunksOf(path);
		const known = folder.store.similarities(
			'skills',
			new Float32Array(of.encoder?.dims ?? 0).fill(1),
			chunks.map(({ id }) => id),
		);
		const todo = chunks.filter(({ id }) => !known.has(id));
		encoded += todo.length;
		await folder.indexer.embed(todo, never);
	}
	seconds.skills += (performance.now() - start) / 1000;
}

async function encode({ encoder }: Model, text: string): Promise<Float32Array | undefined> {
	return (await encoder?.encode(['text'], [text], 'interactive', never))?.vectors[0];
}

function nearest(
	{ store }: Folder,
	set: 'static' | 'skills',
	vector: Float32Array | undefined,
	root: string | undefined,
): readonly Place[] {
	return vector === undefined
		? []
		: store
				.read(store.nearest(set, vector, 200, root === undefined ? {} : { root }).map(({ id }) => id))
				.filter(firstOfItsFile())
				.slice(0, 10);
}

function report(): void {
	const ways = [...new Set(scores.map(({ way }) => way))];
	const categories = [...new Set(scores.map(({ category }) => category))];
	const product = overall(scores.filter(({ way }) => way === 'product'));
	console.log(
		`\nNDCG@10 over ${new Set(suite.map(({ repo }) => repo)).size} repositories, ${suite.length} questions (95 % interval), ratio to the product`,
	);
	console.log(`${''.padEnd(14)}overall  interval        ratio  ${categories.map((category) => category.padEnd(14)).join('')}`);
	for (const way of ways) {
		const of = scores.filter((score) => score.way === way);
		const [low, high] = interval(of);
		const parts = categories.map((category) =>
			overall(of.filter((score) => score.category === category))
				.toFixed(3)
				.padEnd(14),
		);
		console.log(
			`${way.padEnd(14)}${overall(of).toFixed(4)}   ${low.toFixed(3)} to ${high.toFixed(3)}  ${(overall(of) / product).toFixed(3)}  ${parts.join('')}`,
		);
	}
	console.log(
		`product: ${seconds.product.toFixed(0)} s for all repositories from no index; vectors of ${encoded} more chunks for "skills alone": ${seconds.skills.toFixed(0)} s`,
	);
}
