import assert from 'node:assert/strict';
import test from 'node:test';
import { cosine, quantize } from '../../../server/src/domain/vector.ts';

test('a vector in int8 uses the whole range and keeps its direction', () => {
	const vector = Float32Array.from({ length: 384 }, (_, i) => Math.sin(i * 7.3) / 20);
	const quantized = quantize(vector);
	assert.equal(Math.max(...quantized.map(Math.abs)), 127);
	assert.ok(cosine(vector, quantized) > 0.9999);
	assert.deepEqual([...quantize(new Float32Array(3))], [0, 0, 0]);
});

test('cosine', () => {
	assert.equal(cosine([1, 0], [2, 0]), 1);
	assert.equal(cosine([1, 0], [0, 3]), 0);
	assert.equal(cosine([0, 0], [0, 3]), 0);
	assert.throws(() => cosine([1], [1, 2]), RangeError);
});
