/**
 * A model folder gives the vectors that training recorded: the same file is checked in both languages. The folder that ships, or the one that
 * SKILLLENS_GOLDEN_FOLDER names: training's tests name a full-precision one.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { productRoot } from '../../../server/src/base/assets.ts';
import { never } from '../../../server/src/base/cancel.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import type { SkillId } from '../../../server/src/domain/skill.ts';
import { loadModel, loadStaticEncoder } from '../../../server/src/inference/loadModel.ts';
import { readManifest } from '../../../server/src/inference/manifest.ts';
import { Tokenizer } from '../../../server/src/inference/tokenizer.ts';
import { loadVocabulary } from '../../../server/src/inference/vocabulary.ts';

type Golden = {
	readonly tolerance: number;
	readonly cases: readonly {
		readonly name: string;
		readonly input: string;
		readonly skills: Readonly<Record<string, { readonly tokens: readonly number[] }>>;
		readonly vectors: Readonly<Record<string, readonly number[]>>;
		readonly static: { readonly vector: readonly number[] };
	}[];
};

const named = process.env.SKILLLENS_GOLDEN_FOLDER;
const folder = named ?? join(productRoot, 'models', 'skillnet');
const skip = named !== undefined || existsSync(join(folder, 'manifest.json')) ? false : 'models/skillnet is not there';
const golden: Golden = skip ? { tolerance: 0, cases: [] } : JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8'));
const model = loadModel({ folder, device: 'cpu', threads: 1, idleSeconds: 60, log: silentLog });
after(() => model.dispose());

function assertClose(actual: Float32Array | undefined, expected: readonly number[], name: string): void {
	assert.equal(actual?.length, expected.length, name);
	const largest = Math.max(...expected.map((value, i) => Math.abs(value - (actual?.[i] ?? Number.NaN))));
	assert.ok(largest <= golden.tolerance, `${name}: off by ${largest}`);
}

/** By what the manifest calls its precision: a folder cannot ask for less. */
const tolerances: Readonly<Record<string, number>> = { int8: 1e-3, float32: 1e-5 };

test('tolerance', { skip }, () => {
	assert.equal(golden.tolerance, tolerances[readManifest(folder).precision]);
});

test('token ids', { skip }, () => {
	const manifest = readManifest(folder);
	const vocabulary = loadVocabulary(folder, manifest);
	for (const { id, splitIdentifiers } of manifest.skills) {
		const tokenizer = new Tokenizer(vocabulary, splitIdentifiers);
		for (const { name, input, skills } of golden.cases) {
			assert.deepEqual([...tokenizer.input(input, manifest.maxTokens)], skills[id]?.tokens, `${name} for ${id}`);
		}
	}
});

for (const activation of Object.keys(golden.cases[0]?.vectors ?? { 'no activation': [] })) {
	test(`vectors of ${activation}`, { skip }, async () => {
		const skills = activation.split('+') as SkillId[];
		const inputs = golden.cases.map(({ input }) => input);
		const { vectors } = (await model.encoder?.encode(skills, inputs, 'background', never)) ?? { vectors: [] };
		golden.cases.forEach(({ name, vectors: expected }, i) => {
			assertClose(vectors[i], expected[activation] ?? [], name);
		});
	});
}

test('static vectors', { skip }, () => {
	const table = loadStaticEncoder(folder);
	for (const { name, input, static: expected } of golden.cases) {
		assertClose(table.encode(input), expected.vector, name);
	}
});

test('nothing is wrong with it', { skip }, async () => {
	assert.equal(model.problem(), undefined);
	const { files } = await model.status();
	assert.deepEqual(
		files.filter(({ ok }) => !ok),
		[],
	);
});
