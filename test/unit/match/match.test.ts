/** How pictures are compared: words, lines in order, relations, and one order out of all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PictureLine } from '../../../server/src/domain/picture.ts';
import { terms } from '../../../server/src/domain/terms.ts';
import { fuse, ranksOf } from '../../../server/src/match/fuse.ts';
import { align, overlap, termsOf } from '../../../server/src/match/overlap.ts';
import { said } from '../../../server/src/match/picture.ts';
import { weightsOf } from '../../../server/src/match/rank.ts';
import { relationsOf } from '../../../server/src/match/relations.ts';

const box = { left: 0, top: 0, width: 10, height: 10 };
const linesOf = (text: string, confidence = 100): PictureLine[] =>
	text.split('\n').map((line) => ({ box, words: line.split(' ').map((word) => ({ text: word, box, confidence })) }));
const silent = weightsOf([]);
const idfOf = (...texts: string[]) => new Map(texts.flatMap((text) => terms(text)).map((term) => [term, 1]));

test('words are split as identifiers are; single letters, read once or twice, and small numbers are noise', () => {
	assert.deepEqual(
		[...said(linesOf('x xX retryWithBackoff 42'), undefined).terms.keys()],
		['retri', 'with', 'backoff', 'retrywithbackoff'],
	);
});

test('neighbours count beside words, and what OCR is unsure of counts less', () => {
	const idf = idfOf('press quit again');
	const near = overlap(said(linesOf('press quit'), undefined), termsOf('press quit'), idf);
	const far = overlap(said(linesOf('press quit'), undefined), termsOf('quit and then press'), idf);
	assert.equal(near.words, far.words);
	assert.ok(near.pairs > 0 && far.pairs === 0);
	assert.ok(overlap(said(linesOf('press quit', 50), undefined), termsOf('press quit'), idf).words < near.words);
});

test('lines in order find their place among the same words in another order', () => {
	const shown = ['const attempts = limit;', 'for (const wait of waits(attempts)) {', 'await pause(wait);'].join('\n');
	const file = ['pause(wait)', 'other()', shown, 'attempts limit'].join('\n');
	const aligned = align(said(linesOf(shown), undefined), file, idfOf(file));
	assert.deepEqual([aligned?.count, aligned?.start, aligned?.end], [3, 2, 4]);
	assert.equal(align(said(linesOf('nothing alike'), undefined), file, idfOf(file)), undefined);
});

test('relations: the document that shows it, files named near it, files called alike and beside it', () => {
	const mention = { path: 'docs/guide.md', name: 'retry.png', reference: 'img/retry.png', line: 3, alt: '', heading: '', around: '' };
	const paths = ['docs/guide.md', 'src/retry.ts', 'src/wait.ts', 'src/other.ts'];
	const found = relationsOf('docs/img/retry.png', [mention], paths, () => 'See src/wait.ts:\n\n![](img/retry.png)\n');
	assert.deepEqual(
		found.map(({ path, line }) => [path, line]),
		[
			['docs/guide.md', 3],
			['src/wait.ts', undefined],
			['src/retry.ts', undefined],
		],
	);
	assert.deepEqual(
		relationsOf('test/core.scale/a.png', [], ['test/core.scale/a.js', 'test/x/b.js'], () => '').map(({ because }) => because),
		['has the same name', 'lies near it'],
	);
});

test('relations: below its folder, by the way from the document before files that end alike, never through a web address', () => {
	const mention = { path: 'bar/README.md', name: 'preview.png', reference: 'preview.png', line: 1, alt: '', heading: '', around: '' };
	const paths = ['bar/README.md', 'bar/schema/plugin.json', 'foo/schema/plugin.json', 'bar/src/index.ts', 'public/index.html'];
	const text = '![](preview.png)\n`schema/plugin.json` as in https://example.org/en/index.html\n';
	const found = relationsOf('bar/preview.png', [mention], paths, () => text);
	assert.deepEqual(
		found.map(({ path, because }) => [path, because]),
		[
			['bar/README.md', 'shows it in line 1'],
			['bar/schema/plugin.json', 'bar/README.md names it 1 line below the picture'],
			['bar/src/index.ts', 'lies in its folder'],
		],
	);
});

test('a single common word, or lying somewhere near, does not count as much as its signal can', () => {
	const weights = { ...silent, words: 1, files: 1 };
	const [word = 0, near = 0] = fuse([{ words: 3 }, { files: 0.8 }], weights);
	assert.ok(near > word);
	assert.ok((fuse([{ words: 50 }, { files: 0.2 }], weights)[0] ?? 0) > (fuse([{ words: 50 }, { files: 0.2 }], weights)[1] ?? 0) * 2);
	assert.deepEqual(fuse([{ words: 20 }], weights, { words: 40 }), [0.5]);
	assert.deepEqual(fuse([{ files: 1 }, { files: 0.25 }], weights), [1, 0.125]);
});

test('signals count as shares of their best; a signal that says nothing costs nothing', () => {
	const weights = { ...silent, words: 1, lines: 1, files: 2 };
	assert.deepEqual(fuse([{ words: 40 }, { words: 20 }], weights), [1, 0.5]);
	assert.deepEqual(
		fuse([{ words: 40 }, { words: 20, files: 1 }], weights).map((score) => Number(score.toFixed(2))),
		[0.33, 0.83],
	);
	assert.deepEqual(
		[...ranksOf([{ words: 1 }, {}, { words: 3 }], 'words')],
		[
			[2, 1],
			[0, 2],
		],
	);
});
