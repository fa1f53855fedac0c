/** Exact nearest neighbours against a plain loop, and the coarse choice by sign bits against the exact one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cosine, quantize } from '../../../server/src/domain/vector.ts';
import { Catalogue } from '../../../server/src/storage/embedded/catalogue.ts';
import { Matrix } from '../../../server/src/storage/embedded/matrix.ts';
import { SignBits } from '../../../server/src/storage/embedded/signBits.ts';
import { Sketch } from '../../../server/src/storage/embedded/sketch.ts';
import { TopK } from '../../../server/src/storage/embedded/topK.ts';
import type { Scored } from '../../../server/src/storage/store.ts';
import { file, opened, randomFrom } from './fixtures.ts';

type Row = { readonly id: number; readonly vector: Int8Array; readonly passes: boolean };

function naive(rows: readonly Row[], query: Float32Array, limit: number): Scored[] {
	const asked = quantize(query);
	return rows
		.filter(({ passes, vector }) => passes && vector.some((value) => value !== 0))
		.map(({ id, vector }) => ({ id, score: cosine(vector, asked) }))
		.sort((a, b) => (Math.abs(a.score - b.score) > 1e-12 ? b.score - a.score : a.id - b.id))
		.slice(0, limit);
}

function assertSame(found: readonly Scored[], expected: readonly Scored[], message: string): void {
	assert.deepEqual(
		found.map(({ id }) => id),
		expected.map(({ id }) => id),
		message,
	);
	found.forEach(({ score }, i) => {
		assert.ok(Math.abs(score - (expected[i]?.score ?? 9)) < 1e-9, message);
	});
}

function noise(size: number, random: () => number): Float32Array {
	return Float32Array.from({ length: size }, () => random() + random() + random() - 1.5);
}

/** Rows of which some are equal and some empty, and a matrix of them. */
function made(dims: number, count: number, share: number, seed: number): { rows: Row[]; matrix: Matrix } {
	const random = randomFrom(seed);
	const rows: Row[] = [];
	for (let i = 0; i < count; i++) {
		const twin = rows[i - 7];
		const vector = i % 11 === 0 && twin !== undefined ? twin.vector : i % 97 === 5 ? new Int8Array(dims) : quantize(noise(dims, random));
		rows.push({ id: 10 + 3 * i, vector, passes: random() < share });
	}
	const matrix = new Matrix(dims);
	matrix.reserve(count);
	rows.forEach(({ vector }, i) => {
		matrix.set(i, vector);
	});
	return { rows, matrix };
}

function scopeOf(rows: readonly Row[]) {
	return {
		slots: Uint8Array.from(rows, ({ passes }) => (passes ? 1 : 0)),
		chunks: rows.filter(({ passes }) => passes).length,
		ids: Float64Array.from(rows, ({ id }) => id),
	};
}

for (const dims of [256, 384, 40]) {
	for (const share of [1, 0.5, 0.02, 0]) {
		test(`nearest of 9,000 rows of ${dims}, ${share * 100} % may answer`, () => {
			const { rows, matrix } = made(dims, 9_000, share, dims);
			const random = randomFrom(99);
			for (const limit of [1, 10, 300]) {
				const query = noise(dims, random);
				assertSame(matrix.nearest(query, limit, scopeOf(rows)), naive(rows, query, limit), `best ${limit}`);
			}
		});
	}
}

test('rows that are equal are ordered by id, the row itself first', () => {
	const { rows, matrix } = made(256, 500, 1, 5);
	const twin = rows[11 * 3];
	const found = matrix.nearest(Float32Array.from(twin?.vector ?? []), 2, scopeOf(rows));
	assert.deepEqual(
		found.map(({ id }) => id),
		[rows[11 * 3 - 7]?.id, twin?.id],
	);
});

test('kept rows close the gaps', () => {
	const { rows, matrix } = made(256, 5_000, 1, 8);
	const random = randomFrom(4);
	const kept = Uint32Array.from(rows.keys()).filter(() => random() < 0.6);
	matrix.keep(kept);
	const left = [...kept].map((row) => rows[row] as Row);
	const query = noise(256, random);
	assertSame(matrix.nearest(query, 50, scopeOf(left)), naive(left, query, 50), 'after keeping');
	assert.equal(matrix.has(kept.length), false);
});

for (const dims of [256, 384, 40]) {
	test(`signs of ${dims} components that differ are counted, and components added up by them, as by a plain loop`, () => {
		const random = randomFrom(dims);
		const rows = Array.from({ length: 5_000 }, () => quantize(noise(dims, random)));
		const bits = new SignBits(dims);
		bits.reserve(rows.length);
		rows.forEach((row, i) => {
			bits.set(i, row);
		});
		const query = noise(dims, random);
		const asked = quantize(query);
		const differing = rows.map((row) => row.filter((value, i) => value > 0 !== (query[i] ?? 0) > 0).length);
		const furthest = differing.toSorted((a, b) => a - b)[99] ?? 0;
		const all = new Uint8Array(rows.length).fill(1);
		const found = bits.nearest(query, 100, { slots: all, chunks: rows.length }, rows.length, all);
		assert.deepEqual(
			[...found],
			[...rows.keys()].filter((i) => (differing[i] ?? 0) <= furthest),
		);
		const sum = (row: Int8Array) => asked.reduce((all, value, i) => all + ((row[i] ?? 0) > 0 ? value : -value), 0);
		assert.deepEqual([...bits.sums(asked, Uint32Array.from(rows.keys()))], rows.map(sum));
	});
}

test('chosen by their signs, nearly all of the exact nearest are found, with their exact cosines', () => {
	const [dims, count] = [256, 30_000];
	const random = randomFrom(12);
	const centres = Array.from({ length: 300 }, () => noise(dims, random));
	const near = (centre: Float32Array) => centre.map((value) => value + 1.2 * (random() + random() - 1));
	const vectors: Int8Array[] = [];
	const read = (ids: readonly number[]) => new Map(ids.map((id) => [id, vectors[id - 1] as Int8Array]));
	const [flat, coarse] = [new Matrix(dims), new Sketch(dims, read)];
	flat.reserve(count);
	coarse.reserve(count);
	for (let row = 0; row < count; row++) {
		const vector = quantize(near(centres[row % centres.length] as Float32Array));
		flat.set(row, vector);
		vectors.push(vector);
		coarse.set(row, new Uint8Array(vector.buffer), row + 1);
	}
	const scope = {
		slots: Uint8Array.from({ length: count }, (_, row) => (row % 5 === 0 ? 0 : 1)),
		chunks: count * 0.8,
		ids: Float64Array.from({ length: count }, (_, row) => row),
	};
	let common = 0;
	for (let question = 0; question < 50; question++) {
		const query = near(centres[(question * 7) % centres.length] as Float32Array);
		const exact = new Map(flat.nearest(query, 10, scope).map(({ id, score }) => [id, score]));
		const found = coarse.nearest(query, 10, scope);
		assert.ok(found.every(({ id }) => id % 5 !== 0));
		assert.ok(found.every(({ id, score }) => Math.abs(score - (exact.get(id) ?? score)) < 1e-9));
		common += found.filter(({ id }) => exact.has(id)).length;
	}
	assert.ok(common / 500 > 0.97, `recall ${common / 500}`);
});

test('the best k of many', () => {
	const random = randomFrom(2);
	for (const limit of [0, 1, 7, 100, 5_000]) {
		const best = new TopK(limit);
		const all = Array.from({ length: 2_000 }, (_, id) => ({ id, score: Math.floor(random() * 50) }));
		for (const { id, score } of all) {
			best.offer(id, score);
		}
		assert.deepEqual(best.take(), all.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, limit));
	}
});

test('a store stays exact while files come, change and go', (t) => {
	const store = opened(t);
	const random = randomFrom(21);
	const truth = new Map<string, Int8Array[]>();
	for (let round = 0; round < 60; round++) {
		const path = `f${Math.floor(random() * 30)}.ts`;
		const vectors = Array.from({ length: 80 }, () => quantize(noise(16, random)));
		const unique = (i: number) => `${round}-${i}`;
		store.replace([file(path, ...vectors.map((vector, i) => ({ words: 'w', hash: unique(i), static: vector })))]);
		truth.set(path, vectors);
		if (round % 7 === 3) {
			store.remove([path]);
			truth.delete(path);
		}
		if (round % 4 === 0) {
			const query = noise(16, random);
			const rows = [...truth].flatMap(([key, all]) =>
				store.chunksOf(key).map(({ id }, i) => ({ id, vector: all[i] as Int8Array, passes: true })),
			);
			assertSame(store.nearest('static', query, 25, {}), naive(rows, query, 25), `round ${round}`);
		}
	}
});

test('the catalogue knows no slot before anything was read', () => {
	assert.equal(new Catalogue().slotOf(1), -1);
});
