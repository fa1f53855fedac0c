/** What a function remembers has a bound, and what is asked for again and again stays. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Remembered } from '../../../server/src/base/remembered.ts';

test('the latest answers are kept, those that were not asked for again are not, and never all go at once', () => {
	const known = new Remembered<number>(100);
	const here = (keys: readonly number[]): number => keys.filter((key) => known.get(`${key}`) === key).length;
	for (let key = 0; key < 10_000; key++) {
		known.set(`${key}`, key);
		assert.equal(known.get('0'), 0, `asked for each time, still there after ${key}`);
	}
	const all = Array.from({ length: 10_000 }, (_, key) => key);
	assert.equal(here(all.slice(-99)), 99);
	assert.ok(here(all) <= 200);
});
