/** The ranking stack as tables: small made-up candidates, and the order a reader would want. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { StoredChunk } from '../../../server/src/domain/chunk.ts';
import { Catalogue, factsOf } from '../../../server/src/search/catalogue.ts';
import { explain } from '../../../server/src/search/explain.ts';
import { fuse, fuseWeights, isSolid } from '../../../server/src/search/fuse.ts';
import { rank } from '../../../server/src/search/rank.ts';
import { byName, type Candidate, coverage, type LegName, withoutSkills } from '../../../server/src/search/retrieve.ts';
import { route } from '../../../server/src/search/route.ts';
import type { StoredFile } from '../../../server/src/storage/store.ts';

type Made = { path: string; names?: string[]; kind?: StoredChunk['kind']; legs: Partial<Record<LegName, [rank: number, score: number]>> };

const fileIds = new Map<string, number>();

function candidate({ path, names = [], kind = 'code', legs }: Made, id: number): Candidate {
	const file = fileIds.get(path) ?? fileIds.size + 1;
	fileIds.set(path, file);
	const chunk: StoredChunk = {
		id,
		file,
		path,
		kind,
		skill: kind === 'doc' ? 'text' : 'code',
		startLine: 1,
		endLine: 9,
		symbol: names[0] ?? '',
		signature: '',
		doc: '',
		names,
		hash: '',
	};
	const places = Object.entries(legs).map(([leg, [place, score]]) => [leg as LegName, { rank: place, score }] as const);
	return { chunk, file: factsOf({ id: file, path, hash: '' }), legs: new Map(places) };
}

function order(question: string, ...made: Made[]): string[] {
	const plan = route({ text: question, top: 10 });
	const idf = new Map(plan.terms.map((term) => [term, 1]));
	return rank(fuse(made.map(candidate)), plan, idf).map(({ candidate: { chunk } }) => `${chunk.path}#${chunk.id}`);
}

const cases: readonly { what: string; question: string; made: Made[]; first: string }[] = [
	{
		what: 'the file whose name says it',
		question: 'retry requests',
		made: [
			{ path: 'src/http.ts', legs: { chunk: [1, 10] } },
			{ path: 'src/retry.ts', legs: { chunk: [2, 9] } },
		],
		first: 'src/retry.ts#1',
	},
	{
		what: 'definition before use',
		question: 'RetryPolicy',
		made: [
			{ path: 'src/a.ts', legs: { chunk: [1, 10] } },
			{ path: 'src/b.ts', names: ['RetryPolicy'], legs: { chunk: [2, 9] } },
		],
		first: 'src/b.ts#1',
	},
	{
		what: 'a test behind the code it tests',
		question: 'sum of prices',
		made: [
			{ path: 'test/prices.test.ts', legs: { chunk: [1, 10] } },
			{ path: 'src/prices.ts', legs: { chunk: [2, 8] } },
		],
		first: 'src/prices.ts#1',
	},
	{
		what: 'a test before the code when tests are asked for',
		question: 'tests of prices',
		made: [
			{ path: 'test/prices.test.ts', legs: { chunk: [1, 10] } },
			{ path: 'src/prices.ts', legs: { chunk: [2, 8] } },
		],
		first: 'test/prices.test.ts#0',
	},
	{
		what: 'vendored code behind our own',
		question: 'parse dates',
		made: [
			{ path: 'vendor/moment/lib.js', legs: { chunk: [1, 10] } },
			{ path: 'src/lib.js', legs: { chunk: [2, 8] } },
		],
		first: 'src/lib.js#1',
	},
	{
		what: 'code before words about it',
		question: 'parse dates',
		made: [
			{ path: 'guide/dates.md', kind: 'doc', legs: { chunk: [1, 10] } },
			{ path: 'src/dates.ts', legs: { chunk: [2, 8] } },
		],
		first: 'src/dates.ts#1',
	},
	{
		what: 'the file of which more fits',
		question: 'something',
		made: [
			{ path: 'src/one.ts', legs: { chunk: [1, 10] } },
			{ path: 'src/more.ts', legs: { chunk: [2, 9.5] } },
			{ path: 'src/more.ts', legs: { chunk: [3, 9] } },
		],
		first: 'src/more.ts#1',
	},
	{
		what: 'what vectors find too',
		question: 'waiting longer each time',
		made: [
			{ path: 'src/a.ts', legs: { chunk: [1, 10] } },
			{ path: 'src/b.ts', legs: { chunk: [2, 9], static: [1, 0.6], skills: [1, 0.7] } },
		],
		first: 'src/b.ts#1',
	},
];

test('who comes first', () => {
	for (const { what, question, made, first } of cases) {
		assert.equal(order(question, ...made)[0], first, what);
	}
});

test('a further chunk of one file makes room for other files', () => {
	const made: Made[] = [
		{ path: 'src/a.ts', legs: { chunk: [1, 10] } },
		{ path: 'src/a.ts', legs: { chunk: [2, 9.9] } },
		{ path: 'src/b.ts', legs: { chunk: [3, 5] } },
	];
	assert.deepEqual(order('something', ...made), ['src/a.ts#0', 'src/b.ts#2', 'src/a.ts#1']);
});

test('every hit carries the legs that found it', () => {
	const plan = route({ text: 'retry requests', top: 1 });
	const made = candidate({ path: 'src/retry.ts', names: ['retry'], legs: { chunk: [2, 9], path: [1, 0.5], skills: [1, 0.71] } }, 1);
	const [first] = rank(fuse([made]), plan, new Map(plan.terms.map((term) => [term, 1])));
	assert.ok(first);
	const hit = explain(first, plan.terms, 'export function retry() { // Requests');
	assert.deepEqual(hit.signals, [
		{ name: 'words', rank: 2, words: ['retry', 'Requests'] },
		{ name: 'path', rank: 1 },
		{ name: 'code', rank: 1, similarity: 0.71 },
	]);
	assert.equal(hit.preview, 'export function retry() { // Requests');
	assert.ok(hit.rules.some(({ rule }) => rule === 'the name of the file says it'));
});

test('how much of a question a name says', () => {
	const idf = new Map([
		['retri', 3],
		['request', 1],
	]);
	assert.equal(coverage(['retri'], ['retri', 'request'], idf), 0.75);
	assert.equal(coverage(['retri', 'polici'], ['retri', 'request'], idf), 0.375);
	assert.equal(coverage([], ['retri'], idf), 0);
});

test('files are found by their name', () => {
	const paths = ['src/other.ts', 'src/retryPolicy.ts', 'src/retry.ts', 'lib/retry.ts'];
	const files = paths.map((path, id) => ({ id, path, hash: '', language: '', chunks: 1, firstChunk: 1, size: 1, mtime: 1 }));
	let there = files;
	let generation = 0;
	const catalogue = new Catalogue({ generation: () => generation, files: () => there, file: (id) => there.find((file) => file.id === id) });
	const found = (limit: number, inside = new Set([0, 1, 2, 3])): number[] =>
		byName(catalogue.named(['retri', 'retri']), ['retri'], new Map([['retri', 1]]), inside, limit).map(({ id }) => id);
	assert.deepEqual(found(9), [2, 3, 1]);
	assert.deepEqual(found(1), [2]);
	assert.deepEqual(found(9, new Set([0, 1, 3])), [3, 1]);
	[there, generation] = [files.filter(({ id }) => id !== 2), 1];
	assert.deepEqual(found(9), [3, 1], 'a file that is gone is not found');
	[there, generation] = [files.filter(({ id }) => id === 2), 2];
	assert.deepEqual(found(9), [2]);
	assert.equal(catalogue.get(2)?.path, 'src/retry.ts');
	assert.equal(catalogue.get(1), undefined);
});

test('files that come and go leave nothing in memory', () => {
	setFlagsFromString('--expose-gc');
	const held = (): number => {
		runInNewContext('gc')();
		return process.memoryUsage().heapUsed;
	};
	let there: StoredFile[] = [];
	let generation = 0;
	const catalogue = new Catalogue({ generation: () => generation, files: () => there, file: (id) => there.find((file) => file.id === id) });
	const come = (from: number): void => {
		const made = Array.from({ length: 1_000 }, (_, i) => ({ id: from + i, path: `src/name${from + i}.ts`, hash: '' }));
		there = made.map((file) => ({ ...file, language: '', chunks: 1, firstChunk: file.id, size: 1, mtime: 1 }));
		generation++;
		catalogue.named([]);
		for (const { id } of there) {
			catalogue.get(id);
		}
	};
	for (let round = 0; round < 20; round++) {
		come(round * 1_000);
	}
	const before = held();
	for (let round = 20; round < 60; round++) {
		come(round * 1_000);
	}
	assert.ok(held() - before < 2e6, 'forty thousand names take ten megabytes');
});

test('an index file carries the name of its folder', () => {
	for (const path of ['src/retry/index.ts', 'src/retry/mod.rs', 'src/retry/__init__.py', 'src/net/retry.go']) {
		assert.deepEqual(factsOf({ id: 1, path, hash: '' }).stem, ['retri'], path);
	}
});

test('what a path says of a file', () => {
	const places = {
		'src/http/retry.ts': 'source',
		'src/http/retry.test.ts': 'test',
		'tests/unit/a.py': 'test',
		'pkg/server_test.go': 'test',
		'examples/hello/main.go': 'example',
		'node_modules/x/index.js': 'vendored',
		'api/user.pb.go': 'generated',
		'types/index.d.ts': 'declaration',
		'CHANGELOG.md': 'notes',
	};
	for (const [path, place] of Object.entries(places)) {
		assert.equal(factsOf({ id: 1, path, hash: '' }).place, place, path);
	}
});

test('nearness alone must be near enough, and the skills know better than the static tier', () => {
	const cases: readonly (readonly [Made['legs'], boolean])[] = [
		[{ chunk: [9, 1] }, true],
		[{ path: [9, 0.1], skills: [1, 0] }, true],
		[{ static: [1, 0.26] }, true],
		[{ static: [1, 0.24] }, false],
		[{ static: [1, 0.5], skills: [1, 0.1] }, false],
		[{ static: [1, 0.1], skills: [1, 0.4] }, true],
	];
	for (const [legs, expected] of cases) {
		assert.equal(isSolid(candidate({ path: 'src/a.ts', legs }, 1)), expected, JSON.stringify(legs));
	}
});

test('words count from nothing, vectors from the floor of their leg', () => {
	const figures = (leg: LegName, ...scores: number[]): number[] => {
		const made = scores.map((score, i) => ({ path: `src/${i}.ts`, legs: { path: [1, 1], [leg]: [i + 1, score] } }) satisfies Made);
		return [...fuse(made.map(candidate)).values()].map((figure) => Number((figure / fuseWeights[leg as 'chunk']).toFixed(3)));
	};
	assert.deepEqual(figures('chunk', 10, 5, 1), [1, 0.5, 0.1]);
	assert.deepEqual(figures('skills', 0.6, 0.4, 0.2), [1, 0.5, 0], 'a short leg: down to its last');
	assert.deepEqual(figures('skills', 0.6, 0.59), [1, 0.9], 'near to each other: none counts nothing');
	const long = Array.from({ length: 60 }, (_, i) => 0.9 - i / 100);
	assert.deepEqual(
		[0, 25, 50, 59].map((place) => figures('static', ...long)[place]),
		[1, 0.5, 0, 0],
	);
});

test('who gets a vector is chosen as if nobody had one', () => {
	const made: Made[] = [
		{ path: 'src/a.ts', legs: { chunk: [1, 10], skills: [2, 0.4] } },
		{ path: 'src/b.ts', legs: { skills: [1, 0.5] } },
	];
	const { candidates } = withoutSkills({ candidates: made.map(candidate), idf: new Map(), chunks: 2 });
	assert.deepEqual(
		candidates.map(({ chunk, legs }) => [chunk.path, [...legs.keys()]]),
		[['src/a.ts', ['chunk']]],
	);
});
