/** The encoder around its process: batches, turns, order, costs, cancellation. The process is played by the test. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cancelled, CancelSource, never } from '../../../server/src/base/cancel.ts';
import { UserError } from '../../../server/src/base/errors.ts';
import type { Lane } from '../../../server/src/base/lanes.ts';
import { ActivatedEncoder, type Runner } from '../../../server/src/inference/activatedEncoder.ts';
import { cutAbreast, cutBatches } from '../../../server/src/inference/batches.ts';
import type { Batch, EncodedBatch } from '../../../server/src/inference/hostMessages.ts';
import { readManifest } from '../../../server/src/inference/manifest.ts';
import { Tokenizer } from '../../../server/src/inference/tokenizer.ts';
import { loadVocabulary } from '../../../server/src/inference/vocabulary.ts';
import { tinyFolder } from './tinyModel.ts';

const manifest = readManifest(tinyFolder);
const vocabulary = loadVocabulary(tinyFolder, manifest);

/** Answers with each input's first token and length in place of a vector; `computed` runs before each answer. */
class PlayedRunner implements Runner {
	readonly batches: Batch[] = [];
	computed: (batch: Batch) => void = () => undefined;
	times: number | undefined;
	abreast = 1;
	/** Lanes that were let through, in order. */
	readonly let: Lane[] = [];

	ready(lane: Lane): undefined {
		this.let.push(lane);
	}

	speed(): number | undefined {
		return this.times;
	}

	async encode(batch: Batch): Promise<EncodedBatch> {
		await new Promise((resolve) => setImmediate(resolve));
		this.batches.push(batch);
		this.computed(batch);
		const vectors = batch.inputs.map((input) =>
			input instanceof Int32Array ? Float32Array.of(input[1] ?? 0, input.length) : new Float32Array(2),
		);
		return { vectors, ms: 2, device: 'cpu' };
	}
}

function play(): { runner: PlayedRunner; encoder: ActivatedEncoder } {
	const runner = new PlayedRunner();
	return { runner, encoder: new ActivatedEncoder(manifest, (split) => new Tokenizer(vocabulary, split), runner) };
}

const many = Array.from({ length: 100 }, (_, i) => 'a '.repeat(1 + (i % 20)));

test('vectors stand in the order of their texts', async () => {
	const { runner, encoder } = play();
	const { vectors } = await encoder.encode(['text'], ['b', 'a a a', ...many, 'c'], 'background', never);
	const a = vocabulary.ids.get('a');
	assert.deepEqual(vectors[0], Float32Array.of(vocabulary.ids.get('b') ?? -1, 3));
	assert.deepEqual(vectors[1], Float32Array.of(a ?? -1, 5));
	assert.deepEqual(vectors.at(-1), Float32Array.of(vocabulary.ids.get('c') ?? -1, 3));
	assert.equal(vectors.length, 103);
	assert.ok(runner.batches.length > 4);
});

test('a device faster than the processor gets more at once, texts of nearly one length together, and their vectors stand in order', async () => {
	const { runner, encoder } = play();
	runner.times = 3.9;
	const { vectors } = await encoder.encode(['text'], many, 'background', never);
	assert.deepEqual(
		vectors.map(([, length]) => length),
		many.map((_, i) => Math.min(manifest.maxTokens, 3 + (i % 20))),
	);
	const lengths = runner.batches.map(({ inputs }) => inputs.map((input) => (input as Int32Array).length));
	assert.deepEqual(
		lengths.flat(),
		lengths.flat().toSorted((a, b) => a - b),
	);
	assert.ok(lengths.length <= 3, `${lengths.length} batches`);
	assert.deepEqual(runner.let, Array(lengths.length).fill('background'));
});

test('of the texts that a device is given at once, those of one length share batches: little of what it computes is padding', async () => {
	for (const [times, most] of [
		[undefined, 64],
		[1.6, 64],
		[3.9, 192],
		[16, 1_024],
		[200, 1_024],
	] as const) {
		const { runner, encoder } = play();
		runner.times = times;
		assert.equal(encoder.atOnce(), most);
		const texts = Array.from({ length: most }, (_, i) => 'a '.repeat(1 + ((i * 37) % manifest.maxTokens)));
		await encoder.encode(['text'], texts, 'background', never);
		const batches = runner.batches.map(({ inputs }) => inputs.map((input) => (input as Int32Array).length));
		const real = batches.flat().reduce((sum, length) => sum + length, 0);
		const computed = batches.reduce((sum, lengths) => sum + lengths.length * Math.max(...lengths), 0);
		assert.ok(times === undefined || computed < 1.4 * real, `${times} times: ${computed} tokens for ${real}`);
	}
});

test('an interactive call overtakes those in the background after the batch that runs', async () => {
	const { runner, encoder } = play();
	let asked: Promise<unknown> | undefined;
	runner.computed = () => {
		if (runner.batches.length === 2) {
			asked = encoder.encode(['code'], ['b'], 'interactive', never);
		}
	};
	await Promise.all([encoder.encode(['text'], many, 'background', never), encoder.encode(['text'], many, 'background', never)]);
	await asked;
	assert.equal(
		runner.batches.findIndex(({ skills }) => skills.includes('code')),
		2,
	);
	assert.ok(runner.batches.length > 4);
});

test('a cancelled call stops after the batch that runs', async () => {
	const { runner, encoder } = play();
	const source = new CancelSource();
	runner.computed = () => source.cancel();
	await assert.rejects(encoder.encode(['text'], many, 'background', source.token), Cancelled);
	assert.equal(runner.batches.length, 1);
});

test('costs are of the tokens themselves and shared between the skills', async () => {
	const { encoder } = play();
	const { costs } = await encoder.encode(['text', 'code'], ['a', 'a a a'], 'interactive', never);
	assert.deepEqual(costs, [
		{ skill: 'code', parameters: 100, flops: 200 * 8, ms: 1 },
		{ skill: 'text', parameters: 100, flops: 200 * 8, ms: 1 },
	]);
});

test('no texts, no work', async () => {
	const { runner, encoder } = play();
	assert.deepEqual(await encoder.encode(['text'], [], 'interactive', never), { vectors: [], costs: [], device: 'cpu' });
	assert.equal(runner.batches.length, 0);
});

test('skills without a common graph are named', async () => {
	const { encoder } = play();
	await assert.rejects(
		encoder.encode(['text', 'image'], ['a'], 'interactive', never),
		(error) => error instanceof UserError && /tiny cannot activate the skills text and image together/.test(error.message),
	);
});

test('identifiers are split for the skill that was trained so', async () => {
	const { runner, encoder } = play();
	await encoder.encode(['text'], ['userName'], 'interactive', never);
	await encoder.encode(['code'], ['userName'], 'interactive', never);
	const name = vocabulary.ids.get('name');
	assert.deepEqual(
		runner.batches.map(({ inputs: [first] }) => first instanceof Int32Array && first.includes(name ?? -1)),
		[false, true],
	);
});

for (const { name, lengths, batches } of [
	{ name: 'nothing', lengths: [], batches: [] },
	{ name: 'at most 24 texts', lengths: Array(30).fill(2), batches: [24, 6] },
	{ name: 'at most 256 tokens', lengths: [200, 56, 1, 255, 256, 3], batches: [2, 2, 1, 1] },
	{ name: 'a longer one alone', lengths: [300, 1], batches: [1, 1] },
]) {
	test(`batches: ${name}`, () => {
		const cut = cutBatches(lengths.map((length: number) => ({ length })));
		assert.deepEqual(
			cut.map((batch) => batch.length),
			batches,
		);
	});
}

for (const { name, lengths, batches } of [
	{ name: 'as long as one alone would be', lengths: [200, 200, 50, 60, 256, 256, 7], batches: [2, 2, 2, 1] },
	{ name: 'an even number of them', lengths: [80, 80, 80, 80, 90, 90, 100, 100], batches: [6, 2] },
]) {
	test(`two texts side by side: ${name}`, () => {
		const cut = cutAbreast(
			lengths.map((length: number) => ({ length })),
			2,
		);
		assert.deepEqual(
			cut.map((batch) => batch.length),
			batches,
		);
	});
}
