/** Scores added up by the kernel, against a plain loop. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scores } from '../../../server/src/storage/embedded/scores.ts';
import { randomFrom } from './fixtures.ts';

test('lists of more rows than are added up at a time give what a plain loop gives, best first', () => {
	const [least, rows, random] = [1_000, 90_000, randomFrom(7)];
	const scores = new Scores();
	scores.clear(rows);
	const expected = new Float32Array(rows);
	for (const length of [40_000, 16_384, 3]) {
		const gaps = Uint16Array.from({ length }, (_, i) => (i === 0 ? least : 1) + Math.floor(random() * 2));
		const parts = Uint8Array.from({ length }, () => Math.floor(random() * 256));
		const gains = Float32Array.from({ length: 256 }, () => random());
		scores.add({ gaps: new Uint8Array(gaps.buffer), parts }, least, gains);
		let row = -least;
		gaps.forEach((gap, i) => {
			row += gap;
			expected[row] = (expected[row] as number) + (gains[parts[i] as number] as number);
		});
	}
	const best = [...expected]
		.map((score, row) => ({ id: least + row, score }))
		.filter(({ id }) => id % 2 === 0)
		.sort((a, b) => b.score - a.score || a.id - b.id);
	assert.deepEqual(
		scores.best(50, least, (id) => id % 2 === 0),
		best.slice(0, 50),
	);
});
