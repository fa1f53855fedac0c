/** NDCG@10 on a suite in the form of the semble benchmark: real questions about real repositories, file by file. */
import { join } from 'node:path';
import { PlainBm25, ripgrep } from './baselines.ts';
import { type Asked, Product, type ProductOptions, type Way } from './product.ts';
import { byWay, interval, ndcg, overall, type Place, type Question, readSuite, type Score } from './suite.ts';

export type SembleOptions = Omit<ProductOptions, 'top'> & {
	readonly suite: string;
	/** The folder that holds each repository under its name. */
	readonly repos: string;
	/** Only these repositories; all where missing. */
	readonly only: readonly string[] | undefined;
	readonly skillsAlone: boolean;
};

type Seconds = { product: number; skills: number; encoded: number };

const top = 10;

export async function semble({ suite: file, repos, only, skillsAlone, ...options }: SembleOptions): Promise<Score[]> {
	const suite = readSuite(file).filter(({ repo }) => only?.includes(repo) ?? true);
	const scores: Score[] = [];
	const seconds: Seconds = { product: 0, skills: 0, encoded: 0 };
	const product = new Product({ ...options, top });
	try {
		for (const [repo, questions] of Map.groupBy(suite, (question) => question.repo)) {
			const found = await measure(product, questions, join(repos, repo), skillsAlone, seconds);
			scores.push(...found);
			const of = (way: string): string => overall(found.filter((score) => score.way === way)).toFixed(3);
			console.log(`${repo.padEnd(24)} product ${of('product')}  words ${of('words alone')}  n=${questions.length}`);
		}
	} finally {
		product.dispose();
	}
	report(suite, scores, seconds);
	return scores;
}

async function measure(
	product: Product,
	questions: readonly Question[],
	root: string,
	skillsAlone: boolean,
	seconds: Seconds,
): Promise<Score[]> {
	const scores: Score[] = [];
	const note = (way: string, question: Question, places: readonly Place[]): void => {
		scores.push({ way, repo: question.repo, category: question.category, value: ndcg(question, places) });
	};
	const record = async (way: string, ranking: Way): Promise<void> => {
		for (const question of questions) {
			note(way, question, await ranking(question));
		}
	};
	const start = performance.now();
	const answers = await product.ask(root, questions);
	seconds.product += (performance.now() - start) / 1000;
	for (const [i, question] of questions.entries()) {
		note('product', question, answers[i] ?? []);
	}
	const parts = await product.open(root);
	try {
		await record('words alone', parts.words);
		await record('static alone', parts.static);
		if (skillsAlone) {
			const before = performance.now();
			seconds.encoded += await parts.encodeAll(new Set(questions.map((question) => question.root)));
			seconds.skills += (performance.now() - before) / 1000;
			await record('skills alone', parts.skills);
		}
		const paths = parts.folder.store.files().map(({ path }) => path);
		for (const [way, ranking] of plainWays(root, paths, questions[0]?.root)) {
			await record(way, ranking);
		}
	} finally {
		parts.dispose();
	}
	return scores;
}

/** What people would otherwise use, over the same files. */
function plainWays(root: string, paths: readonly string[], inside: string | undefined): readonly (readonly [string, Way])[] {
	const plain = new PlainBm25(
		root,
		paths.filter((path) => inside === undefined || path.startsWith(`${inside}/`)),
	);
	return [
		['plain BM25', ({ query }: Asked) => plain.search(query, top)],
		['ripgrep', (question: Asked) => ripgrep(root, question.root ?? '', question.query, top)],
	];
}

function report(suite: readonly Question[], scores: readonly Score[], seconds: Seconds): void {
	const ways = byWay(scores);
	const categories = [...new Set(scores.map(({ category }) => category))];
	const product = overall(ways.get('product') ?? []);
	console.log(
		`\nNDCG@10 over ${new Set(suite.map(({ repo }) => repo)).size} repositories, ${suite.length} questions (95 % interval), ratio to the product`,
	);
	console.log(`${''.padEnd(14)}overall  interval        ratio  ${categories.map((category) => category.padEnd(14)).join('')}`);
	for (const [way, of] of ways) {
		const [low, high] = interval(of);
		const each = categories.map((category) =>
			overall(of.filter((score) => score.category === category))
				.toFixed(3)
				.padEnd(14),
		);
		console.log(
			`${way.padEnd(14)}${overall(of).toFixed(4)}   ${low.toFixed(3)} to ${high.toFixed(3)}  ${(overall(of) / product).toFixed(3)}  ${each.join('')}`,
		);
	}
	console.log(
		`product: ${seconds.product.toFixed(0)} s for all repositories from no index; vectors of ${seconds.encoded} more chunks for "skills alone": ${seconds.skills.toFixed(0)} s`,
	);
}
