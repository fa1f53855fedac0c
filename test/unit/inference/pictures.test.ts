/** The image skill: read from a manifest of schema 2, opened by a picture alone, in its turn, and counted as what it is. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { never } from '../../../server/src/base/cancel.ts';
import { UserError } from '../../../server/src/base/errors.ts';
import { gridFor, type Pixels } from '../../../server/src/domain/picture.ts';
import type { Model } from '../../../server/src/inference/encoder.ts';
import { loadModel } from '../../../server/src/inference/loadModel.ts';
import { readManifest } from '../../../server/src/inference/manifest.ts';
import { copyOfTinyModel, HeardLog, type Json, tinyFolder, tinyModelWithPictures, writeManifest } from './tinyModel.ts';

const options = { device: 'auto', threads: 1, idleSeconds: 60 };

function open(context: TestContext, folder: string, idleSeconds = 60): { model: Model; log: HeardLog } {
	const log = new HeardLog();
	const model = loadModel({ ...options, idleSeconds, folder, log: log.log });
	context.after(() => model.dispose());
	return { model, log };
}

/** All of one colour. */
function plain(...colour: readonly number[]): Pixels {
	return { rows: 2, columns: 8, patch: 2, rgb: Uint8Array.from({ length: 2 * 2 * 8 * 2 * 3 }, (_, i) => colour[i % 3] ?? 0) };
}

test('a picture opens the image skill alone, a text never does', async (context) => {
	const { model } = open(context, tinyModelWithPictures(context));
	await model.encoder?.encode(['text'], ['get'], 'interactive', never);
	assert.deepEqual(model.summary().loaded, ['text']);
	const { vectors, costs, device } = (await model.encoder?.pictures?.encode(plain(255, 0, 0), 'interactive', never)) ?? assert.fail();
	assert.equal(vectors[0]?.length, 8);
	assert.ok(Math.abs(Math.hypot(...(vectors[0] ?? [])) - 1) < 1e-5);
	assert.deepEqual(model.summary().loaded, ['text', 'image']);
	assert.deepEqual([costs.map(({ ms: _, ...cost }) => cost), device], [[{ skill: 'image', parameters: 50, flops: 100 * 16 }], 'cpu']);
});

test('what is alike has like vectors, and the same picture the same', async (context) => {
	const { model } = open(context, tinyModelWithPictures(context));
	const of = async (...colour: number[]) =>
		(await model.encoder?.pictures?.encode(plain(...colour), 'background', never))?.vectors[0] ?? [];
	const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
	const [red, again, reddish, blue] = [await of(255, 0, 0), await of(255, 0, 0), await of(250, 20, 10), await of(0, 0, 255)];
	assert.deepEqual(again, red);
	assert.ok(dot(red, reddish) > dot(red, blue));
});

test('an idle image skill is unloaded', async (context) => {
	const { model, log } = open(context, tinyModelWithPictures(context), 0.05);
	await model.encoder?.pictures?.encode(plain(1, 2, 3), 'interactive', never);
	await log.heard(/closed image\.onnx/);
	assert.deepEqual(model.summary().loaded, []);
});

test('text is nothing for the image skill', async (context) => {
	const { model } = open(context, tinyModelWithPictures(context));
	await assert.rejects(
		model.encoder?.encode(['image'], ['get'], 'interactive', never) ?? Promise.resolve(),
		(error) => error instanceof UserError && /The image skill reads pictures, not text\./.test(error.message),
	);
});

test('the skills of texts are the same with it and without', async (context) => {
	const [without, withIt] = [open(context, tinyFolder).model, open(context, tinyModelWithPictures(context)).model];
	assert.equal(without.encoder?.pictures, undefined);
	assert.deepEqual(without.encoder?.versions, { text: 't1', code: 'c1' });
	assert.deepEqual(withIt.encoder?.versions, { text: 't1', code: 'c1', image: 'i1' });
	const of = async (model: Model) => (await model.encoder?.encode(['code'], ['get the userName'], 'interactive', never))?.vectors;
	assert.deepEqual(await of(withIt), await of(without));
});

test('where its weights are missing, the rest goes on and says so', async (context) => {
	const folder = copyOfTinyModel(context);
	const manifest = tinyModelWithPictures(context, (each) => {
		writeManifest(folder, { ...each, files: { ...(each.files as Json), 'image.bin': { bytes: 1, sha256: '0' } } });
		return each;
	});
	assert.ok(manifest);
	const { model } = open(context, folder);
	assert.equal(model.encoder?.pictures, undefined);
	assert.match(model.problem() ?? '', /image\.bin has 96 bytes/);
	assert.equal((await model.encoder?.encode(['text'], ['get'], 'interactive', never))?.vectors[0]?.length, 8);
});

test('the doctor is told', async (context) => {
	const { model } = open(context, tinyModelWithPictures(context));
	const { skills } = await model.status();
	assert.deepEqual(
		skills.map(({ id, experimental, loaded }) => [id, experimental, loaded]),
		[
			['text', false, false],
			['code', false, false],
			['image', true, false],
		],
	);
});

const broken: readonly (readonly [name: string, pixels: unknown, field: string])[] = [
	['no grid', { patch: 2, grids: [] }, 'skills[2].pixels.grids'],
	['an empty grid', { patch: 2, grids: [[0, 4]] }, 'skills[2].pixels.grids'],
	['a grid of three', { patch: 2, grids: [[1, 2, 3]] }, 'skills[2].pixels.grids'],
	['far too many patches', { patch: 2, grids: [[4096, 4096]] }, 'skills[2].pixels.grids'],
	['no patch', { patch: 0, grids: [[4, 4]] }, 'skills[2].pixels.patch'],
];
for (const [name, pixels, field] of broken) {
	test(`pixels that cannot be: ${name}`, (context) => {
		const folder = tinyModelWithPictures(context, (manifest) => ({
			...manifest,
			skills: (manifest.skills as Json[]).map((skill) => (skill.id === 'image' ? { ...skill, pixels } : skill)),
		}));
		assert.throws(() => readManifest(folder), new RegExp(`has no usable "${field.replace(/[[\]]/g, '\\$&')}"`));
	});
}

test('in schema 1 there are no skills of pixels, and schema 3 is not known', (context) => {
	for (const [schema, message] of [
		[1, /no usable "skills\[2\]\.splitIdentifiers"/],
		[3, /schema 3, not 1 or 2/],
	] as const) {
		const folder = tinyModelWithPictures(context, (manifest) => ({ ...manifest, schema }));
		assert.throws(() => readManifest(folder), message);
	}
});

const grids = [
	[16, 16],
	[14, 18],
	[12, 21],
	[10, 25],
	[8, 32],
	[18, 14],
	[21, 12],
	[25, 10],
	[32, 8],
] as const;
for (const [width, height, grid] of [
	[100, 100, [16, 16]],
	[1920, 1080, [12, 21]],
	[1080, 1920, [21, 12]],
	[4, 3, [14, 18]],
	[5000, 10, [8, 32]],
	[10, 5000, [32, 8]],
] as const) {
	test(`${width} × ${height} pixels take ${grid.join(' × ')} patches`, () => {
		assert.deepEqual(gridFor(width, height, { patch: 32, grids }), grid);
	});
}
