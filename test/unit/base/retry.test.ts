/** What failed is tried again by itself, later each time; success begins anew, and who is disposed is silent. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Retry } from '../../../server/src/base/retry.ts';

test('it waits longer each time, and from the beginning after a success', (t) => {
	t.mock.timers.enable({ apis: ['setTimeout'] });
	const tries: number[] = [];
	let now = 0;
	const pass = (milliseconds: number): void => {
		for (let i = 0; i < milliseconds; i++) {
			now++;
			t.mock.timers.tick(1);
		}
	};
	const retry = new Retry(() => {
		tries.push(now);
		retry.failed();
	}, [10, 20, 40]);
	retry.failed();
	retry.failed(); // one is to come already
	pass(120);
	assert.deepEqual(tries, [10, 30, 70, 110], 'the last wait stands for all that follow');
	retry.succeeded();
	pass(100);
	assert.equal(tries.length, 4);
	retry.failed();
	pass(10);
	assert.equal(tries.length, 5);
	retry.dispose();
	pass(100);
	assert.equal(tries.length, 5);
});
