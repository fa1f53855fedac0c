/** What places say for each other: sections that show pictures, code that they name, tests, translations. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredChunk } from '../../../server/src/domain/chunk.ts';
import type { MatchSignalName } from '../../../server/src/domain/matching.ts';
import type { StoredMention } from '../../../server/src/domain/mention.ts';
import type { Scores } from '../../../server/src/match/fuse.ts';
import { withNamers } from '../../../server/src/match/named.ts';
import { type Neighbourhood, withNeighbours } from '../../../server/src/match/neighbours.ts';
import { pagesOf, withPages } from '../../../server/src/match/pages.ts';
import { type Said, said } from '../../../server/src/match/picture.ts';
import type { Place } from '../../../server/src/match/places.ts';
import { ranked, weightsOf } from '../../../server/src/match/rank.ts';
import { withTests } from '../../../server/src/match/tests.ts';
import { untranslated } from '../../../server/src/match/translations.ts';

let count = 0;
function place(path: string, scores: Scores, [startLine, endLine] = [1, 9]): Place {
	const kind = path.endsWith('.md') ? 'doc' : 'code';
	count += 1;
	const chunk = { id: count, path, startLine, endLine, kind, symbol: '', signature: '', names: [] } as unknown as StoredChunk;
	return { chunk, scores, shared: ['a', 'b', 'c'], lines: 0, size: 9, because: '' };
}
const shows = (path: string, line: number): StoredMention => ({
	path,
	line,
	name: 'x.png',
	reference: 'x.png',
	alt: '',
	heading: '',
	around: '',
});
const rounded = (places: readonly Place[], name: MatchSignalName): (number | undefined)[] =>
	places.map(({ scores }) => (scores[name] === undefined ? undefined : Number(scores[name].toFixed(2))));

test('a section that shows a picture has what the best section of its document has, of the best of all documents', () => {
	const places = [
		place('docs/api.md', { words: 40 }, [1, 9]),
		place('docs/api.md', { words: 2 }, [10, 19]),
		place('docs/other.md', { words: 20 }, [1, 9]),
		place('docs/silent.md', {}, [1, 9]),
		place('src/api.ts', { words: 40 }),
	];
	const pages = pagesOf([shows('docs/api.md', 12), shows('docs/other.md', 1), shows('docs/silent.md', 1), shows('src/api.ts', 3)]);
	const found = withPages(places, weightsOf(['words', 'page']), pages);
	assert.deepEqual(rounded(found, 'page'), [undefined, 1, 0.5, undefined, undefined]);
});

test('code that a section names beside a picture is found by that, the nearer the more', () => {
	const text = '# Guide\n\n```\nsrc/near.ts\n```\n![](x.png)\n\n\n\n\n\n\n\n\nsrc/far.ts and src/none.png\n';
	const places = [place('docs/guide.md', { words: 30 }, [1, 20]), place('src/far.ts', { words: 5 })];
	const found = withNamers(places, weightsOf(['words', 'code']), {
		pages: pagesOf([shows('docs/guide.md', 6)]),
		placesIn: (path) => [place(path, {})],
		paths: ['docs/guide.md', 'src/near.ts', 'src/far.ts', 'src/else.ts'],
		text: () => text,
	});
	const code = found.filter(({ chunk }) => chunk.kind === 'code');
	assert.deepEqual(code.map(({ chunk, named }) => [chunk.path, named]).sort(), [
		['src/far.ts', 'docs/guide.md names it 9 lines below the picture'],
		['src/near.ts', 'docs/guide.md names it 2 lines above the picture'],
	]);
	const score = (path: string): number => code.find(({ chunk }) => chunk.path === path)?.scores.code ?? 0;
	assert.ok(score('src/near.ts') > score('src/far.ts') && score('src/far.ts') > 0);
});

test('a test lends to the files whose paths have its words, as far as they fit; never to another test or a file that says nothing', () => {
	const places = [
		place('completer/ui-tests/tests/completer.spec.ts', { words: 40 }),
		place('completer/src/index.ts', { words: 10 }),
		place('completer/src/silent.ts', {}),
		place('signals/src/index.ts', { words: 10 }),
		place('completer/ui-tests/tests/other.spec.ts', { words: 30 }),
	];
	const paths = [...places.map(({ chunk }) => chunk.path), 'signals/package.json', 'package.json'];
	const placesIn = (path: string): Place[] => [place(path, {})];
	const none = said([], undefined);
	const shown = { ...none, lines: [['a'], ['b']] };
	const lend = (some: readonly Place[], picture: Said): Place[] =>
		withTests(some, weightsOf(['words', 'tests']), picture, { paths, placesIn });
	const found = lend(places, shown);
	assert.deepEqual(rounded(found, 'tests'), [undefined, 0.5, undefined, undefined, undefined]);
	assert.equal(found[1]?.test, 'completer/ui-tests/tests/completer.spec.ts');
	const without = places.filter(({ chunk }) => !chunk.path.includes('tests'));
	assert.deepEqual(rounded(lend(without, shown), 'tests'), [undefined, undefined, undefined]);
	assert.deepEqual(rounded(lend(places, none), 'tests').filter(Boolean), [], 'a picture of the test itself');
	assert.deepEqual(rounded(lend(places, { ...shown, kind: 'chart' }), 'tests').filter(Boolean), [], 'a chart that the test draws');
});

test('of a screen, a file that a test surely belongs to has what the test has, and is found by that alone', () => {
	const places = [place('completer/ui-tests/tests/completer.spec.ts', { words: 40 }), place('signals/src/index.ts', { words: 10 })];
	const paths = [...places.map(({ chunk }) => chunk.path), 'completer/src/index.ts', 'completer/README.md', 'completer/src/parts.ts'];
	const screen: Said = { ...said([], 'ui'), lines: [['a'], ['b']] };
	const rooms = { paths, placesIn: (path: string) => [place(path, {}), place(path, {}, [10, 19])] };
	const found = withTests(places, weightsOf(['words', 'tests']), screen, rooms);
	assert.deepEqual(
		found.slice(2).map(({ chunk, test, scores }) => [chunk.path, chunk.startLine, test, scores.tests]),
		[['completer/src/index.ts', 1, 'completer/ui-tests/tests/completer.spec.ts', 1]],
	);
	const options = { weights: weightsOf(['words', 'tests']), top: 9, said: screen, idf: new Map(), preview: () => '' };
	const silent = found.map((each) => ({ ...each, shared: [] }));
	assert.deepEqual(
		ranked(silent, options).map(({ path }) => path),
		['completer/src/index.ts'],
		'and shown without a word of its own',
	);
});

test('two words are worth showing where they stand on one line', () => {
	const options = { weights: weightsOf(['words', 'lines']), top: 9, said: said([], undefined), idf: new Map(), preview: () => '' };
	const two = { ...place('src/title.ts', { words: 20, lines: 8 }), shared: ['title', 'text'] };
	for (const [lines, shown] of [
		[0, 0],
		[1, 1],
	] as const) {
		assert.equal(ranked([{ ...two, lines }], options).length, shown);
	}
});

test('a path without its language', () => {
	for (const [path, expected] of [
		['docs/de/docs/tutorial/body.md', 'docs/docs/tutorial/body.md'],
		['docs/zh-hant/docs/tutorial/body.md', 'docs/docs/tutorial/body.md'],
		['localization/ko/proxy/README.md', 'proxy/README.md'],
		['README.zh-CN.md', 'README.md'],
		['docs/guide_ja.md', 'docs/guide.md'],
		['README.md', 'README.md'],
		['src/api/readme.md', 'src/api/readme.md'],
		['docs/v2/intro.md', 'docs/v2/intro.md'],
		['packages/db/README.md', 'packages/db/README.md'],
	]) {
		assert.equal(untranslated(path ?? ''), expected);
	}
});

test('of a document and its translations the best stands before the others; code stands where it stood', () => {
	const options = { weights: weightsOf(['words']), top: 9, said: said([], undefined), idf: new Map(), preview: () => '' };
	const order = (places: readonly Place[]): string[] => ranked(places, options).map(({ path }) => path);
	const german = place('docs/de/a.md', { words: 39 });
	assert.deepEqual(order([place('docs/en/a.md', { words: 40 }), german, place('docs/en/b.md', { words: 30 })]), [
		'docs/en/a.md',
		'docs/en/b.md',
		'docs/de/a.md',
	]);
	assert.deepEqual(order([german, place('docs/en/b.md', { words: 30 })]), ['docs/de/a.md', 'docs/en/b.md']);
	assert.deepEqual(order([place('lib/de/a.ts', { words: 39 }), place('lib/en/a.ts', { words: 40 })]), ['lib/en/a.ts', 'lib/de/a.ts']);
});

test('what places say for each other moves them among their kind; code and prose stand to each other as by their own evidence', () => {
	const options = { top: 9, said: said([], undefined), idf: new Map(), preview: () => '' };
	const places = [
		place('src/a.ts', { words: 40 }),
		place('src/b.ts', { words: 30, tests: 1 }),
		place('docs/a.md', { words: 28 }),
		place('docs/b.md', { words: 20, page: 1 }),
	];
	const scored = (signals: readonly MatchSignalName[]): [string, number][] =>
		ranked(places, { ...options, weights: weightsOf(signals) }).map(({ path, score }) => [path, score]);
	const [alone, together] = [scored(['words']), scored(['words', 'page', 'tests'])];
	assert.deepEqual(
		alone.map(([path]) => path),
		['src/a.ts', 'src/b.ts', 'docs/a.md', 'docs/b.md'],
	);
	assert.deepEqual(
		together.filter(([path]) => path.startsWith('src')).map(([path]) => path),
		['src/b.ts', 'src/a.ts'],
	);
	assert.deepEqual(
		together.filter(([path]) => path.startsWith('docs')).map(([path]) => path),
		['docs/b.md', 'docs/a.md'],
	);
	const best = (scores: [string, number][], folder: string): number =>
		Math.max(...scores.flatMap(([path, score]) => (path.startsWith(folder) ? [score] : [])));
	for (const folder of ['src', 'docs']) {
		assert.equal(best(together, folder), best(alone, folder), folder);
	}
});

test('a document found by a section that names the best code is compared whole, and its section with a picture is found', () => {
	const code = place('src/retry.ts', { words: 40 });
	const naming = place('docs/guide.md', {}, [1, 4]);
	const showing = place('docs/guide.md', { words: 1 }, [5, 9]);
	const store = { words: () => [{ id: naming.chunk.id, score: 1 }], read: () => [naming.chunk] };
	const text = 'See src/retry.ts\n\n\n\n![](x.png)\n';
	const rooms = {
		store,
		skills: { for: () => ({ textOf: () => text }) },
		read: (path: string) => ({ path, text }),
		text: () => text,
		said: said([], undefined),
		paths: ['src/retry.ts', 'docs/guide.md'],
		mentions: [shows('docs/guide.md', 5)],
		placesIn: (path: string) => (path === 'docs/guide.md' ? [naming, showing] : []),
	} as unknown as Neighbourhood;
	const found = withNeighbours([code], ['words', 'code', 'page'], rooms);
	const at = (id: number): Scores | undefined => found.find(({ chunk }) => chunk.id === id)?.scores;
	assert.deepEqual([at(naming.chunk.id)?.code, at(showing.chunk.id)?.page], [1, 1]);
	assert.deepEqual(withNeighbours([code], ['words'], rooms), [code]);
});

test('a section that shows a picture needs no word of its own where its document fits well', () => {
	const options = { weights: weightsOf(['words', 'page']), top: 9, said: said([], undefined), idf: new Map(), preview: () => '' };
	const silent = (path: string, page: number): Place => ({ ...place(path, { page }), shared: [] });
	const places = [place('docs/a.md', { words: 40 }), silent('docs/b.md', 0.9), silent('docs/c.md', 0.4)];
	assert.deepEqual(
		ranked(places, options)
			.map(({ path }) => path)
			.sort(),
		['docs/a.md', 'docs/b.md'],
	);
});
