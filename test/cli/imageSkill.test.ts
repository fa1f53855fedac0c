/** A model with an image skill, as the command line has it: one that looks at pictures, says so, and does nothing where there are none. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import { skilllens } from '../support/cli.ts';
import { textPng } from '../support/pictures.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { tinyFolder, tinyModelWithPictures } from '../unit/inference/tinyModel.ts';

const files = Object.fromEntries(
	Array.from({ length: 12 }, (_, i) => [`src/part${i}.ts`, `export function part${i}(name: string) {\n\treturn name.slice(${i});\n}\n`]),
);
const plain = (background: string): Promise<Buffer> =>
	sharp({ create: { width: 40, height: 20, channels: 3, background } })
		.png()
		.toBuffer();

test('embed gives the vector of a picture file', async (t) => {
	const folder = tempFolder(t, {
		'red.png': await plain('#ff0000'),
		'again.png': await plain('#ff0000'),
		'blue.png': await plain('#0000ff'),
	});
	const model = tinyModelWithPictures(t);
	const lines = [
		{ id: 'text', skill: 'text', content: 'get' },
		{ id: 'picture', skill: 'image', file: join(folder.path, 'red.png') },
		{ id: 'again', skill: 'image', file: join(folder.path, 'again.png') },
		{ id: 'other', skill: 'image', file: join(folder.path, 'blue.png') },
	];
	const stdin = lines.map((line) => JSON.stringify(line)).join('\n');
	const run = (setting: string) =>
		skilllens(['-w', folder.path, '--setting', `model.folder=${setting}`, 'embed', '--batch', '-'], { cache: tempFolder(t).path, stdin });
	const { status, stdout, stderr } = await run(model);
	assert.equal(status, 0, stderr);
	const [text, picture, again, other] = stdout
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	assert.deepEqual([text.id, picture.id, picture.skills], ['text', 'picture', [{ skill: 'image', parameters: 50 }]]);
	assert.ok(Math.abs(Math.hypot(...picture.vector) - 1) < 1e-5);
	assert.deepEqual(again.vector, picture.vector);
	assert.notDeepEqual(other.vector, picture.vector, 'what is in the picture counts');
	assert.match((await run(tinyFolder)).stderr, /The model has no image skill\./);
});

test('index has it look at pictures, match tells that it was activated, doctor what there is', async (t) => {
	const folder = tempFolder(t, {
		...files,
		'shot.png': await textPng(['export function part3(name: string) {', '  return name.slice(3);', '}']),
	});
	const model = tinyModelWithPictures(t);
	const run = (cache: string, ...args: string[]) =>
		skilllens(['-w', folder.path, '--setting', `model.folder=${model}`, ...args], { cache });
	const first = await run(tempFolder(t).path, 'match', join(folder.path, 'shot.png'));
	assert.match(first.stderr, /image activated \(0\.0 M of 0\.0 M parameters\) · 0\.0 GFLOP in \d+ ms on cpu/);
	assert.match(first.stderr, /What it shows was compared with 0 of 12 chunks/);

	const cache = tempFolder(t).path;
	const { status, stdout, stderr } = await run(cache, 'index', '--json');
	assert.equal(status, 0, stderr);
	assert.deepEqual([JSON.parse(stdout).pictures, JSON.parse(stdout).looked], [1, 1]);
	assert.equal(JSON.parse((await run(cache, 'index', '--json')).stdout).looked, 0, 'once');
	const again = JSON.parse((await run(cache, 'match', join(folder.path, 'shot.png'), '--json')).stdout);
	assert.deepEqual([again.skills, again.device, again.notes], [[], 'none', []]);
	assert.equal(again.results[0].path, 'src/part3.ts');
	assert.match(
		(await run(cache, 'doctor')).stdout,
		/image: 0\.0 M parameters of its own, version i1, experimental, not loaded\n {2}not in this model: sound, video/,
	);
});
