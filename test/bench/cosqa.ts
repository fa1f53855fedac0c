/** MRR on CoSQA: web queries over Python functions, each written as a file of its own whose name says nothing, searched by the whole product. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlainBm25 } from './baselines.ts';
import { Product, type ProductOptions, type Way } from './product.ts';
import {
	byWay,
	type CodeFunction,
	type CodeQuestion,
	interval,
	overall,
	type Place,
	readCosqa,
	reciprocalRank,
	type Score,
} from './suite.ts';

export type CosqaOptions = Omit<ProductOptions, 'top'> & {
	/** Holds cosqa-dev.jsonl and cosqa-functions.jsonl. */
	readonly folder: string;
	/** So many functions only, for a quick look; all where missing. */
	readonly functions: number | undefined;
};

/** A question, and the files that answer it. */
type Item = { readonly query: string; readonly right: readonly string[] };

/** A right answer that is not among so many files counts 0. */
const top = 100;

export async function cosqa({ folder, functions: count, ...options }: CosqaOptions): Promise<Score[]> {
	const all = readCosqa(folder);
	const { questions, functions } = count === undefined ? all : some(all, count);
	const root = join(options.cache, 'workspace');
	const items = writeWorkspace(root, questions, functions);
	console.log(`${items.length} questions, ${functions.length} functions`);
	const product = new Product({ ...options, top });
	try {
		const scores = await measure(product, root, items);
		report(scores, functions.length);
		return scores;
	} finally {
		product.dispose();
	}
}

/** The first questions, as long as their answers make up half of the functions, and the first of the other functions. */
function some(all: ReturnType<typeof readCosqa>, count: number): ReturnType<typeof readCosqa> {
	const right = new Set<string>();
	const questions = all.questions.filter(({ gold }) => {
		const room = right.size + gold.length <= count / 2;
		for (const id of room ? gold : []) {
			right.add(id);
		}
		return room;
	});
	const others = new Set(all.functions.filter(({ id }) => !right.has(id)).slice(0, count - right.size));
	return { questions, functions: all.functions.filter((each) => right.has(each.id) || others.has(each)) };
}

function writeWorkspace(root: string, questions: readonly CodeQuestion[], functions: readonly CodeFunction[]): Item[] {
	mkdirSync(join(root, 'functions'), { recursive: true });
	const paths = new Map<string, string>();
	for (const [number, { id, code }] of functions.entries()) {
		const path = `functions/${String(number).padStart(6, '0')}.py`;
		writeFileSync(join(root, path), `${code}\n`);
		paths.set(id, path);
	}
	return questions.map(({ query, gold }) => ({ query, right: gold.map((id) => paths.get(id) ?? missing(id)) }));
}

function missing(id: string): never {
	throw new Error(`There is no function ${id}.`);
}

async function measure(product: Product, root: string, items: readonly Item[]): Promise<Score[]> {
	const scores: Score[] = [];
	const note = (way: string, { right }: Item, places: readonly Place[]): void => {
		scores.push({ way, repo: 'cosqa', category: '', value: reciprocalRank(right, places) });
	};
	const record = async (way: string, ranking: Way): Promise<void> => {
		for (const item of items) {
			note(way, item, await ranking({ query: item.query }));
		}
	};
	const start = performance.now();
	const { files, chunks, vectors } = await product.index(root);
	console.log(`${files} files, ${chunks} chunks, ${vectors.skills} with vectors, ${((performance.now() - start) / 1000).toFixed(0)} s`);
	if (vectors.skills !== chunks) {
		throw new Error('Some chunks have no vector.');
	}
	const answers = await product.ask(
		root,
		items.map(({ query }) => ({ query })),
	);
	for (const [i, item] of items.entries()) {
		note('product', item, answers[i] ?? []);
	}
	const parts = await product.open(root);
	try {
		await record('words alone', parts.words);
		await record('static alone', parts.static);
		await record('skills alone', parts.skills);
		const plain = new PlainBm25(
			root,
			parts.folder.store.files().map(({ path }) => path),
		);
		await record('plain BM25', ({ query }) => plain.search(query, top));
	} finally {
		parts.dispose();
	}
	return scores;
}

function report(scores: readonly Score[], functions: number): void {
	const ways = byWay(scores);
	console.log(`\nMRR, ${ways.get('product')?.length ?? 0} questions over ${functions} functions (95 % interval)`);
	for (const [way, of] of ways) {
		const [low, high] = interval(of);
		console.log(`${way.padEnd(14)}${overall(of).toFixed(4)}   ${low.toFixed(3)} to ${high.toFixed(3)}`);
	}
}
