/** What is told of pictures without looking at pixels: mentions, diagrams' sources, frames worth reading, blocks of text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { means } from '../../../server/src/domain/mention.ts';
import type { PictureLine } from '../../../server/src/domain/picture.ts';
import { blocksOf } from '../../../server/src/skills/image/boxes.ts';
import { describePicture } from '../../../server/src/skills/image/describe.ts';
import { diagramText } from '../../../server/src/skills/image/diagram.ts';
import { keyFrames, spread } from '../../../server/src/skills/image/keyFrames.ts';
import { mentionsIn } from '../../../server/src/skills/image/mentions.ts';
import { svgTexts } from '../../../server/src/skills/image/svg.ts';
import { createSkills } from '../../../server/src/skills/registry.ts';

const mentions: readonly (readonly [text: string, reference: string, alt: string])[] = [
	['![Flow of a request](img/flow.png "title")', 'img/flow.png', 'Flow of a request'],
	['<img alt="Chart" src="/static/chart.svg?raw=true">', '/static/chart.svg', 'Chart'],
	['<img src="{{ base }}/a/shot.webp" alt="Shot">', '/a/shot.webp', 'Shot'],
	['.. image:: ../images/box.svg\n   :alt: The boxes', '../images/box.svg', 'The boxes'],
	['image::diagram.png[The parts]', 'diagram.png', 'The parts'],
	['assert_image("baseline/plot.png")', 'baseline/plot.png', ''],
	['[![Build](https://x.org/a/badge.svg)](https://x.org)', 'https://x.org/a/badge.svg', 'Build'],
];
for (const [text, reference, alt] of mentions) {
	test(`a mention in ${text.slice(0, 40)}`, () => {
		const [found] = mentionsIn(text, []);
		assert.deepEqual([found?.reference, found?.alt], [reference, alt]);
	});
}

test('a mention knows its line, its section and what is said around it', () => {
	const text = '# Guide\n\nRetries wait longer each time.\n\n![](a.png)\n';
	const [chunk] = [
		{ kind: 'doc', skill: 'text', startLine: 1, endLine: 5, symbol: 'Guide', signature: '', doc: '', names: [], text } as const,
	];
	const [found] = mentionsIn(text, [chunk]);
	assert.deepEqual([found?.line, found?.heading, found?.around], [5, 'Guide', 'Guide Retries wait longer each time.']);
});

test('which picture a mention means', () => {
	const table: readonly (readonly [string, string, string, boolean])[] = [
		['docs/a.md', 'img/x.png', 'docs/img/x.png', true],
		['docs/a.md', './img/x.png', 'docs/img/x.png', true],
		['docs/a.md', '../x.png', 'x.png', true],
		['docs/a.md', 'img/x.png', 'other/img/x.png', false],
		['docs/en/docs/a.md', '/img/tutorial/x.png', 'docs/en/docs/img/tutorial/x.png', true],
		['README.md', 'https://raw.example.org/o/r/main/docs/img/x.png', 'docs/img/x.png', true],
		['README.md', 'https://other.org/x.png', 'docs/x.png', false],
	];
	for (const [path, reference, picture, expected] of table) {
		assert.equal(
			means({ path, reference, name: '', line: 1, alt: '', heading: '', around: '' }, picture),
			expected,
			`${reference} in ${path}`,
		);
	}
});

test('a picture is described by what is said of it and its words, and by its name where both are silent', () => {
	const mention = { path: 'a.md', name: 'x.png', reference: 'x.png', line: 1, alt: 'Retry flow', heading: 'Guide', around: '' };
	assert.equal(describePicture({ path: 'x.png', words: 'Queue', mentions: [mention] }), 'Retry flow\nGuide\n\nQueue');
	assert.equal(describePicture({ path: 'img/retryFlow-v2.png', words: '', mentions: [] }), 'retry flow v2');
});

test('what is written in diagrams', () => {
	const page = '<mxGraphModel><mxCell value="Retry &lt;b&gt;queue&lt;/b&gt;"/></mxGraphModel>';
	const packed = deflateRawSync(encodeURIComponent(page)).toString('base64');
	assert.equal(diagramText('a.drawio', `<mxfile><diagram>${page}</diagram></mxfile>`), 'Retry queue');
	assert.equal(diagramText('a.ucls', '<class-diagram><class id="1" name="org.shop.Basket"/></class-diagram>'), 'org.shop.Basket');
	assert.equal(diagramText('a.drawio', `<mxfile><diagram id="1">${packed}</diagram></mxfile>`), 'Retry queue');
	assert.equal(diagramText('a.excalidraw', '{"elements":[{"type":"text","text":"Queue\\nfull"}]}'), 'Queue\nfull');
	assert.equal(diagramText('a.mmd', 'flowchart\n a-->b'), 'flowchart\n a-->b');
	assert.deepEqual(svgTexts('<svg><title>T</title><text>a<tspan>b</tspan></text><script>x</script><text>&amp;amp; &evil;</text></svg>'), [
		'T',
		'a b',
		'&amp; &evil;',
	]);
});

test('a fenced diagram is a picture of its document', async () => {
	const text = '# Guide\n\nWords.\n\n```mermaid\nflowchart LR\n  Retry --> Queue\n```\n\n```js\ncode\n```\n';
	const chunks = (await createSkills().for('a.md')?.chunk({ path: 'a.md', hash: '', text })) ?? [];
	const pictures = chunks.filter(({ kind }) => kind === 'picture');
	assert.deepEqual(
		pictures.map(({ startLine, endLine, symbol }) => [startLine, endLine, symbol]),
		[[5, 8, 'Guide']],
	);
});

test('frames worth reading differ, and the last of those alike counts', () => {
	const frame = (number: number, value: number) => ({ frame: number, pixels: new Uint8Array(100).fill(value) });
	assert.deepEqual(keyFrames([frame(0, 0), frame(5, 0), frame(9, 200)], 5), [5, 9]);
	assert.deepEqual(keyFrames([frame(0, 0), frame(3, 100), frame(6, 130), frame(9, 255)], 2), [6, 9]);
	assert.deepEqual(spread(10, 3), [2, 6, 9]);
	assert.deepEqual(spread(2, 5), [0, 1]);
});

test('text that stands together is one block', () => {
	const word = (text: string, left: number, top: number) => ({ text, confidence: 90, box: { left, top, width: 40, height: 10 } });
	const line = (...words: ReturnType<typeof word>[]): PictureLine => ({
		words,
		box: { left: 0, top: words[0]?.box.top ?? 0, width: 300, height: 10 },
	});
	const blocks = blocksOf([line(word('Retry', 0, 0), word('queue', 45, 0), word('Store', 200, 0)), line(word('full', 10, 14))]);
	assert.deepEqual(
		blocks.map(({ text }) => text),
		['Retry queue\nfull', 'Store'],
	);
});
