/** `skilllens match`: what people and scripts rely on. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { skilllens } from '../support/cli.ts';
import { textPng } from '../support/pictures.ts';
import { tempFolder } from '../support/tempFolder.ts';

const lines = [
	'export function sumPrices(items: number[]) {',
	'  const positive = items.filter((item) => item > 0);',
	'  return positive.reduce((total, item) => total + item);',
	'}',
];

test('the code behind a picture, for people and for scripts, one or many', async (t) => {
	const folder = tempFolder(t, {
		'src/prices.ts': `import { other } from './other.ts';\n\n${lines.join('\n')}\n`,
		'src/other.ts': 'export function other(name: string) {\n\treturn name.trim();\n}\n',
	});
	const shots = tempFolder(t, { 'shot.png': await textPng(lines), 'empty.png': '' });
	const [shot, empty] = [join(shots.path, 'shot.png'), join(shots.path, 'empty.png')];
	const cache = tempFolder(t).path;
	const run = (...args: string[]) => skilllens(['--workspace', folder.path, 'match', ...args], { cache });

	const plain = await run(shot);
	assert.equal(plain.status, 0, plain.stderr);
	assert.match(plain.stdout, /^ 1 {2}src\/prices\.ts:3-5 {2}sumPrices {2}words, lines, names/);
	assert.match(plain.stderr, /\d+ words read · \d+ boxes · \d+ ms/);

	const answer = JSON.parse((await run(shot, '--json', '--top', '1')).stdout);
	const shape = ['picture', 'kind', 'width', 'height', 'text', 'words', 'regions', 'ms', 'device', 'skills', 'results', 'notes'];
	assert.deepEqual(Object.keys(answer), shape);
	const [first] = answer.results;
	assert.deepEqual([first.path, first.startLine, first.endLine, first.kind], ['src/prices.ts', 3, 5, 'code']);
	assert.ok(first.signals.every((signal: { rank: unknown; evidence: unknown }) => Number.isInteger(signal.rank) && signal.evidence !== ''));

	folder.write('batch.jsonl', [shot, empty].map((picture, id) => JSON.stringify({ id, picture })).join('\n'));
	const many = (await run('--batch', join(folder.path, 'batch.jsonl'))).stdout
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	assert.deepEqual([many[0].id, many[0].results[0].path], [0, 'src/prices.ts']);
	assert.match(many[1].error, /is empty/);

	const failed = await run(empty);
	assert.deepEqual([failed.status, failed.stdout], [1, '']);
	assert.match(failed.stderr, /The picture is empty\. Choose a PNG/);
	assert.equal((await run()).status, 2);
});
