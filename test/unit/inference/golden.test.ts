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
import type { Pixels } from '../../../server/src/domain/picture.ts';
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
	/** Of a model with an image skill: grids, and the vector of the picture that `drawn` gives. */
	readonly pictures?: readonly {
		readonly name: string;
		readonly rows: number;
		readonly cols: number;
		readonly vector: readonly number[];
	}[];
};

const named = process.env.SKILLLENS_GOLDEN_FOLDER;
const folder = named ?? join(productRoot, 'models', 'skillnet');
const skip = named !== undefined || existsSync(join(folder, 'manifest.json')) ? false : 'models/skillnet is not there';
const golden: Golden = skip ? { tolerance: 0, cases: [] } : JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8'));
const model = loadModel({ folder, device: 'cpu', threads: 1, idleSeconds: 60, log: silentLog });
after(() => model.dispose());

function largestDifference(actual: Float32Array | undefined, expected: readonly number[], name: string): number {
	assert.equal(actual?.length, expected.length, name);
	return Math.max(...expected.map((value, i) => Math.abs(value - (actual?.[i] ?? Number.NaN))));
}

/**
 * In int8, where the floating-point kernels of a processor round otherwise, an activation on the edge of a step may fall to its other side:
 * seen in 2 of 45 vectors, with a cosine of 0.9997 at least.
 */
const overTheEdge = { cosine: 0.999, share: 0.1 } as const;

/** By what the manifest calls its precision: a folder cannot ask for less. */
const tolerances: Readonly<Record<string, number>> = { int8: 1e-3, float32: 1e-5 };

test('tolerance', { skip }, () => {
	assert.equal(golden.tolerance, tolerances[readManifest(folder).precision]);
});

test('token ids', { skip }, () => {
	const manifest = readManifest(folder);
	const vocabulary = loadVocabulary(folder, manifest);
	for (const { id, splitIdentifiers } of manifest.skills.filter(({ pixels }) => pixels === undefined)) {
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
		const off = golden.cases.filter(({ name, vectors: all }, i) => {
			const [actual, expected = []] = [vectors[i], all[activation]];
			const largest = largestDifference(actual, expected, name);
			const cosine = expected.reduce((sum, value, k) => sum + value * (actual?.[k] ?? 0), 0);
			const isNear = golden.tolerance === tolerances.int8 && cosine >= overTheEdge.cosine;
			assert.ok(largest <= golden.tolerance || isNear, `${name}: off by ${largest}, cosine ${cosine}`);
			return largest > golden.tolerance;
		});
		assert.ok(off.length <= overTheEdge.share * golden.cases.length, off.map(({ name }) => name).join(' '));
	});
}

const pictures = golden.pictures ?? [];
/** In every component, whatever the precision of the graphs of texts. */
const pictureTolerance = 1e-3;
const noPictures = skip || (pictures.length === 0 && 'its golden.json has no pictures');

test('vectors of pictures', { skip: noPictures }, async () => {
	const patch = model.encoder?.pictures?.takes.patch ?? 0;
	for (const { name, rows, cols, vector } of pictures) {
		const { vectors } = (await model.encoder?.pictures?.encode(drawn(rows, cols, patch), 'background', never)) ?? { vectors: [] };
		const largest = largestDifference(vectors[0], vector, name);
		assert.ok(largest <= pictureTolerance, `${name}: off by ${largest}`);
	}
});

/** value(y, x, c) = (3x + 5y + 85c + 37 ((x >> 5) ^ (y >> 5))) & 255, the same in training. */
function drawn(rows: number, columns: number, patch: number): Pixels {
	const width = columns * patch;
	const rgb = Uint8Array.from({ length: rows * patch * width * 3 }, (_, i) => {
		const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
		return (x * 3 + y * 5 + c * 85 + ((x >> 5) ^ (y >> 5)) * 37) & 255;
	});
	return { rows, columns, patch, rgb };
}

test('static vectors', { skip }, () => {
	const table = loadStaticEncoder(folder);
	for (const { name, input, static: expected } of golden.cases) {
		assert.ok(largestDifference(table.encode(input), expected.vector, name) <= golden.tolerance, name);
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
