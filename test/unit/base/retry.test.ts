/** What failed is tried again by itself, later each time; success begins anew, and who is disposed is silent. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { persist, Retry } from '../../../server/src/base/retry.ts';

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

for (const [fails, times, outcome] of [
	[0, 3, 'done after 0'],
	[2, 3, 'done after 2'],
	[3, 3, 'failure 3'],
] as const) {
	test(`what fails ${fails} times is tried at once again, ${times} times in all`, async () => {
		let tries = 0;
		const work = async (): Promise<string> => {
			if (tries++ < fails) {
				throw new Error(`failure ${tries}`);
			}
			return `done after ${tries - 1}`;
		};
		assert.equal(await persist(times, work).catch((error: Error) => error.message), outcome);
	});
}
