/** What every store must do, whichever engine is behind the door. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Filter, Store, WordLeg } from '../../../server/src/storage/store.ts';
import { along, codeVector, file, floats, told } from './fixtures.ts';

export function storeContract(name: string, open: (t: TestContext) => Store): void {
	describe(`${name} keeps the store's contract:`, () => {
		describe('files', () => files(open));
		describe('words', () => words(open));
		describe('vectors', () => vectors(open));
	});
}

function files(open: (t: TestContext) => Store): void {
	test('a file is read back as it was put', (t) => {
		const store = open(t);
		store.replace([file('src/a.ts', { words: 'alpha beta', names: 'Alpha beta' }, 'gamma')]);
		const [first, second] = store.chunksOf('src/a.ts');
		assert.deepEqual(first, {
			...{ id: first?.id, file: store.files()[0]?.id, path: 'src/a.ts', kind: 'code', skill: 'code', startLine: 1, endLine: 9 },
			...{ symbol: 'symbol of alpha beta', signature: 'signature', doc: 'doc', names: ['Alpha', 'beta'], hash: 'alpha beta' },
		});
		assert.deepEqual(store.files(), [
			{
				...{ id: first?.file, path: 'src/a.ts', size: 100, mtime: 1_700_000_000_000.25 },
				...{ hash: 'hash of src/a.ts', language: 'typescript', chunks: 2, firstChunk: first?.id },
			},
		]);
		const ids = [second?.id ?? 0, 999, first?.id ?? 0];
		assert.deepEqual(store.read(ids), [second, first], 'in the order asked, without what is not there');
	});

	test('replacing leaves nothing of the former self', (t) => {
		const store = open(t);
		store.replace([file('a.ts', 'old one', 'old two', 'old three'), file('b.ts', 'other')]);
		const before = store.files().find(({ path }) => path === 'a.ts')?.id;
		const former = store.chunksOf('a.ts').map(({ id }) => id);
		store.replace([file('a.ts', 'new')]);
		assert.deepEqual(told(store, store.chunksOf('a.ts')), ['a.ts:new']);
		assert.deepEqual(store.read(former), []);
		assert.deepEqual(store.words('chunk', ['old'], 9, {}), []);
		assert.deepEqual(store.words('file', ['old'], 9, {}), []);
		assert.equal(store.files().find(({ path }) => path === 'a.ts')?.id, before, 'a file keeps its id');
		assert.ok(
			store.chunksOf('a.ts').every(({ id }) => id > Math.max(...former)),
			'chunk ids are never used twice',
		);
		assert.equal(store.count({}).chunks, 2);
	});

	test('chunks are found by the exact names that they define', (t) => {
		const store = open(t);
		const first = file(
			'a.ts',
			{ words: 'one', names: 'head tail' },
			{ words: 'two', names: 'Head' },
			{ words: 'three', names: 'headtail' },
		);
		store.replace([first, file('b.ts', { words: 'four', names: 'tail' })]);
		const defining = (name: string, limit = 9): string[] => store.defining(name, limit).map(({ path, hash }) => `${path}:${hash}`);
		assert.deepEqual(defining('head'), ['a.ts:one']);
		assert.deepEqual(defining('tail'), ['a.ts:one', 'b.ts:four']);
		assert.deepEqual(defining('tail', 1), ['a.ts:one']);
		assert.deepEqual([...defining('tai'), ...defining('Tail'), ...defining('"'), ...defining('')], []);
	});

	test('a file given twice in one batch is there once, as given last', (t) => {
		const store = open(t);
		store.replace([file('a.ts', 'first'), file('b.ts', 'b'), file('a.ts', 'last')]);
		assert.deepEqual(told(store, store.words('chunk', ['first', 'last', 'b'], 9, {})).sort(), ['a.ts:last', 'b.ts:b']);
	});

	test('a renamed file has its new path and keeps its vectors', (t) => {
		const store = open(t);
		store.replace([file('old.ts', 'body')]);
		store.putVectors([codeVector('body', 2)]);
		store.replace([file('new.ts', 'body')]);
		store.remove(['old.ts', 'never.ts']);
		assert.deepEqual(
			store.files().map(({ path }) => path),
			['new.ts'],
		);
		assert.deepEqual(store.missingVectors(9), []);
		assert.deepEqual(told(store, store.nearest('skills', floats(along(2)), 9, {})), ['new.ts:body']);
	});

	test('the generation goes up with every change of files, not with vectors', (t) => {
		const store = open(t);
		const changes: Record<string, [boolean, () => void]> = {
			replace: [true, () => store.replace([file('a.ts', 'a')])],
			touch: [true, () => store.touch([{ path: 'a.ts', size: 7, mtime: 8.5 }])],
			vectors: [false, () => store.putVectors([codeVector('a', 1)])],
			remove: [true, () => store.remove(['a.ts'])],
		};
		for (const [name, [rises, change]] of Object.entries(changes)) {
			const before = store.generation();
			change();
			assert.equal(store.generation() > before, rises, name);
		}
	});

	test('touching changes stamps and nothing else', (t) => {
		const store = open(t);
		store.replace([file('a.ts', 'alpha')]);
		const chunks = store.chunksOf('a.ts');
		store.touch([{ path: 'a.ts', size: 7, mtime: 8.5 }]);
		assert.deepEqual(
			store.files().map(({ size, mtime, hash }) => [size, mtime, hash]),
			[[7, 8.5, 'hash of a.ts']],
		);
		assert.deepEqual(store.chunksOf('a.ts'), chunks);
		assert.equal(store.words('chunk', ['alpha'], 9, {}).length, 1);
	});

	test('what is skipped is listed whole, and counted', (t) => {
		const store = open(t);
		store.setSkipped([{ path: 'old', reason: 'binary', detail: 'gone' }]);
		const skipped = [
			{ path: 'a.bin', reason: 'binary', detail: 'It is binary.' },
			{ path: 'b.bin', reason: 'binary', detail: 'It is binary.' },
			{ path: 'z.min.js', reason: 'minified', detail: 'It is minified.', stamp: { path: 'z.min.js', size: 9, mtime: 1.5 } },
		] as const;
		store.setSkipped(skipped);
		assert.deepEqual(store.skipped(), skipped);
		store.replace([file('a.ts', 'a', 'b')]);
		const { bytes, ...stats } = store.stats();
		assert.deepEqual(stats, { files: 1, chunks: 2, skipped: { binary: 2, minified: 1 } });
		assert.ok(bytes > 1_000);
	});

	test('a file without chunks is a file', (t) => {
		const store = open(t);
		store.replace([file('empty.ts'), file('a.ts', 'a')]);
		store.replace([file('empty.ts')]);
		assert.deepEqual(store.chunksOf('empty.ts'), []);
		assert.equal(store.files().length, 2);
		assert.equal(store.count({}).chunks, 1);
	});
}

function words(open: (t: TestContext) => Store): void {
	const sketch = [
		file('src/http/retry.ts', { words: 'retri back off delay', names: 'retri' }, 'http client socket'),
		file('src/httpd/serve.ts', { words: 'http serve retri', names: 'serv http' }),
		file(
			'docs/guide.md',
			{ words: 'guid retri 東京 京都', kind: 'doc', skill: 'text' },
			{ words: 'pictur', kind: 'picture', skill: 'image' },
		),
	];
	const cases: [name: string, leg: WordLeg, terms: string[], filter: Filter, expected: string[]][] = [
		['any of the terms', 'chunk', ['socket', 'guid'], {}, ['docs/guide.md', 'src/http/retry.ts']],
		['words of the path', 'chunk', ['guide'], {}, ['docs/guide.md', 'docs/guide.md']],
		['names only', 'names', ['retri', 'http'], {}, ['src/http/retry.ts', 'src/httpd/serve.ts']],
		['a root is a folder, not a prefix', 'chunk', ['retri'], { root: 'src/http' }, ['src/http/retry.ts']],
		['a root with folders inside', 'chunk', ['retri'], { root: 'src' }, ['src/http/retry.ts', 'src/httpd/serve.ts']],
		['a root that is not there', 'chunk', ['retri'], { root: 'lib' }, []],
		['kinds', 'chunk', ['retri', 'pictur'], { kinds: ['doc', 'picture'] }, ['docs/guide.md', 'docs/guide.md']],
		['kinds and root', 'chunk', ['retri', 'pictur'], { root: 'src', kinds: ['doc'] }, []],
		['other scripts', 'chunk', ['東京'], {}, ['docs/guide.md']],
		['terms nobody has', 'chunk', ['zebra', ''], {}, []],
		['no terms', 'chunk', [], {}, []],
		['terms are data', 'chunk', ['"', '" OR zebra', 'NOT', 'body:', '*', '\0', "';--", 'socket"'], {}, ['src/http/retry.ts']],
		['the same term often', 'chunk', Array.from({ length: 500 }, () => 'socket'), {}, ['src/http/retry.ts']],
	];
	for (const [name, leg, terms, filter, expected] of cases) {
		test(name, (t) => {
			const store = open(t);
			store.replace(sketch);
			const found = store.words(leg, terms, 9, filter);
			assert.deepEqual(
				store
					.read(found.map(({ id }) => id))
					.map(({ path }) => path)
					.sort(),
				expected.map((path) => path),
			);
			assert.deepEqual(
				found.map(({ score }) => score),
				found.map(({ score }) => score).sort((a, b) => b - a),
				'best first, larger is better',
			);
		});
	}

	const filters: [name: string, filter: Filter, expected: string[]][] = [
		['languages', { languages: ['python'] }, []],
		['paths', { paths: ['src/http/', '*.md'] }, ['docs/guide.md#1', 'docs/guide.md#2', 'src/http/retry.ts#1', 'src/http/retry.ts#2']],
		['not these paths', { paths: ['src'], notPaths: ['serve.*'] }, ['src/http/retry.ts#1', 'src/http/retry.ts#2']],
		['a term of each group', { having: [['socket', 'serve'], ['http']] }, ['src/http/retry.ts#2', 'src/httpd/serve.ts#1']],
		['terms of the text, not of the path', { having: [['docs']] }, []],
		['terms that are data', { having: [['" OR http'], ['東京']] }, []],
		[
			'not all terms of a group',
			{ lacking: [['http', 'client'], ['pictur']] },
			['docs/guide.md#1', 'src/http/retry.ts#1', 'src/httpd/serve.ts#1'],
		],
		['all of it', { root: 'src', having: [['retri']], lacking: [['serve']], kinds: ['code'] }, ['src/http/retry.ts#1']],
	];
	for (const [name, filter, expected] of filters) {
		test(`filter: ${name}`, (t) => {
			const store = open(t);
			store.replace(sketch);
			const within = store.within(filter);
			const chunks = sketch.flatMap(({ stamp }) =>
				store.chunksOf(stamp.path).map((chunk, i) => ({ ...chunk, is: `${chunk.path}#${i + 1}` })),
			);
			const fits = chunks.filter(({ id }) => within.has(id));
			assert.deepEqual(fits.map(({ is }) => is).sort(), expected);
			assert.deepEqual(within.files, new Set(fits.map(({ file: id }) => id)));
			assert.equal(store.count(filter).chunks, expected.length);
			const found = store.words('chunk', ['retri', 'http', 'pictur'], 9, filter);
			assert.deepEqual(found.map(({ id }) => id).sort(), fits.map(({ id }) => id).sort());
		});
	}

	test('filter: by ids', (t) => {
		const store = open(t);
		store.replace(sketch);
		const [first, second] = store.chunksOf('src/http/retry.ts').map(({ id }) => id) as [number, number];
		assert.equal(store.count({ among: [first, second, 999], except: [second, 998] }).chunks, 1);
		assert.equal(store.within({ among: [first] }).has(first), true);
		assert.equal(store.count({ among: [] }).chunks, 0);
		assert.deepEqual(store.nearest('skills', floats(along(2)), 9, { except: [first] }), []);
		store.remove(['src/http/retry.ts']);
		assert.equal(store.count({ among: [first] }).chunks, 0);
	});

	test('the leg over files answers file ids, within root and kinds', (t) => {
		const store = open(t);
		store.replace(sketch);
		const paths = (filter: Filter) =>
			store.words('file', ['retri', 'pictur'], 9, filter).map(({ id }) => store.files().find((entry) => entry.id === id)?.path);
		assert.deepEqual(paths({}).sort(), ['docs/guide.md', 'src/http/retry.ts', 'src/httpd/serve.ts']);
		assert.deepEqual(paths({ root: 'docs' }), ['docs/guide.md']);
		assert.deepEqual(paths({ kinds: ['picture'] }), ['docs/guide.md']);
	});

	test('the better match comes first, the limit holds, equals are ordered by id', (t) => {
		const store = open(t);
		store.replace([file('a.ts', 'tree leaf root bark', 'tree tree tree leaf', 'same word', 'same word', 'same word', ...'bcdefgh')]);
		assert.deepEqual(told(store, store.words('chunk', ['tree'], 1, {})), ['a.ts:tree tree tree leaf']);
		const ids = store.words('chunk', ['same'], 9, {}).map(({ id }) => id);
		assert.deepEqual(
			ids,
			[...ids].sort((a, b) => a - b),
		);
	});

	test('document frequencies count chunks, and follow every change', (t) => {
		const store = open(t);
		const frequency = () => Object.fromEntries(store.documentFrequency(['retri', 'socket', 'zebra']));
		assert.deepEqual(frequency(), { retri: 0, socket: 0, zebra: 0 });
		store.replace(sketch);
		assert.deepEqual(frequency(), { retri: 3, socket: 1, zebra: 0 });
		store.remove(['src/http/retry.ts']);
		assert.deepEqual(frequency(), { retri: 2, socket: 0, zebra: 0 });
	});
}

function vectors(open: (t: TestContext) => Store): void {
	const sketch = [
		file('src/a.ts', { words: 'one', static: along(1) }, { words: 'two', static: along(2) }),
		file('docs/b.md', { words: 'three', static: along(3), kind: 'doc', skill: 'text' }),
	];

	test('a vector is read back as it was put', (t) => {
		const store = open(t);
		store.replace([file('a.ts', 'one', 'two')]);
		store.putVectors([codeVector('one', 2)]);
		const [first, second] = store.chunksOf('a.ts');
		assert.deepEqual([...(store.vectorOf('skills', first?.id ?? 0) ?? [])], [...along(2)]);
		assert.equal(store.vectorOf('skills', second?.id ?? 0), undefined);
		assert.equal(store.vectorOf('skills', 999), undefined);
	});

	test('the static tier is there at once; skills when their vectors are put', (t) => {
		const store = open(t);
		store.replace(sketch);
		assert.deepEqual(told(store, store.nearest('static', floats(along(2)), 1, {})), ['src/a.ts:two']);
		assert.deepEqual(store.nearest('skills', floats(along(2)), 9, {}), []);
		store.putVectors([codeVector('one', 4)]);
		assert.deepEqual(told(store, store.nearest('skills', floats(along(4)), 9, {})), ['src/a.ts:one']);
		assert.deepEqual(store.count({}), { chunks: 3, vectors: { static: 3, skills: 1 } });
		assert.deepEqual(store.count({ root: 'docs' }), { chunks: 1, vectors: { static: 1, skills: 0 } });
	});

	test('the score is the cosine', (t) => {
		const store = open(t);
		store.replace(sketch);
		const [best] = store.nearest('static', floats(along(3)), 1, {});
		assert.ok(Math.abs((best?.score ?? 0) - 1) < 1e-6);
		const ids = store.chunksOf('src/a.ts').map(({ id }) => id);
		const similar = store.similarities('static', floats(along(1)), [...ids, 12_345]);
		assert.deepEqual([...similar.keys()], ids, 'what is not there is missing');
		assert.ok(Math.abs((similar.get(ids[0] ?? 0) ?? 0) - 1) < 1e-6);
		assert.ok((similar.get(ids[1] ?? 0) ?? 1) < 0.2);
	});

	test('nothing is near to nothing', (t) => {
		const store = open(t);
		store.replace([...sketch, file('zero.ts', { words: 'zero', static: new Int8Array(16) })]);
		assert.deepEqual(store.nearest('static', new Float32Array(16), 9, {}), []);
		assert.ok(!told(store, store.nearest('static', floats(along(1)), 9, {})).includes('zero.ts:zero'));
	});

	test('a vector of other dimensions than the set is an error', (t) => {
		const store = open(t);
		store.replace(sketch);
		assert.throws(() => store.nearest('static', new Float32Array(17), 9, {}), RangeError);
		assert.throws(() => store.putVectors([{ hash: 'one', kind: 'code', version: 'c1', vector: new Int8Array(3) }]), RangeError);
	});

	test('filters hold for vectors', (t) => {
		const store = open(t);
		store.replace(sketch);
		const found = (filter: Filter) => told(store, store.nearest('static', floats(along(2)), 9, filter)).sort();
		assert.deepEqual(found({ root: 'docs' }), ['docs/b.md:three']);
		assert.deepEqual(found({ kinds: ['code'] }), ['src/a.ts:one', 'src/a.ts:two']);
		assert.deepEqual(found({ kinds: [] }), []);
	});

	test('missing vectors: each content once, until it is put; only of skills that have a version', (t) => {
		const store = open(t);
		store.replace([
			...sketch,
			file('copy.ts', 'one', { words: 'picture', skill: 'image', kind: 'picture' }, { words: 'same', hash: 'shared' }),
			file('copy.md', { words: 'same', hash: 'shared', skill: 'text', kind: 'doc' }),
		]);
		const missing = (limit: number) => store.missingVectors(limit).map(({ skill, hash }) => `${skill} ${hash}`);
		assert.deepEqual(missing(9), ['code one', 'code two', 'text three', 'code shared', 'text shared']);
		assert.deepEqual(missing(2), ['code one', 'code two']);
		store.putVectors([codeVector('one', 1), codeVector('shared', 1), codeVector('two', 1, 'another version')]);
		assert.deepEqual(missing(9), ['code two', 'text three', 'text shared']);
		store.replace([file('late.ts', 'late')]);
		store.remove(['docs/b.md']);
		assert.deepEqual(missing(9), ['code two', 'text shared', 'code late']);
	});

	test('chunks of some files get their vectors before the others', (t) => {
		const store = open(t);
		store.replace([file('a.ts', 'one', 'two'), file('b.ts', 'three'), file('c.ts', 'four', 'two')]);
		const missing = (limit: number, first: string[]): string[] => store.missingVectors(limit, 'skills', first).map(({ hash }) => hash);
		assert.deepEqual(missing(9, ['c.ts', 'gone.ts', 'b.ts']), ['four', 'two', 'three', 'one']);
		assert.deepEqual(missing(1, ['c.ts']), ['four']);
		store.putVectors([codeVector('four', 1)]);
		assert.deepEqual(missing(2, ['c.ts']), ['two', 'one']);
		assert.deepEqual(missing(9, []), ['one', 'two', 'three']);
	});

	test('a vector that is put again takes the place of the former one', (t) => {
		const store = open(t);
		store.replace(sketch);
		for (const axis of [4, 9]) {
			store.putVectors([codeVector('one', axis)]);
			const [best] = store.nearest('skills', floats(along(axis)), 1, {});
			assert.ok((best?.score ?? 0) > 0.99, `along ${axis}`);
		}
	});

	test('compacting keeps all that is in use', (t) => {
		const store = open(t);
		store.replace(sketch);
		store.putVectors([codeVector('one', 4)]);
		store.remove(['docs/b.md']);
		store.compact();
		assert.deepEqual(store.count({}), { chunks: 2, vectors: { static: 2, skills: 1 } });
		assert.equal(store.words('chunk', ['one'], 9, {}).length, 1);
	});
}
