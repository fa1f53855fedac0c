/** When a process that keeps ending may start again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Crashes } from '../../../server/src/inference/crashes.ts';

for (const { name, at, now, left } of [
	{ name: 'none', at: [], now: 0, left: 0 },
	{ name: 'two', at: [0, 1000], now: 1000, left: 0 },
	{ name: 'three in a minute', at: [0, 1000, 2000], now: 2000, left: 60_000 },
	{ name: 'three in a minute, later', at: [0, 1000, 2000], now: 50_000, left: 12_000 },
	{ name: 'three in a minute, rested', at: [0, 1000, 2000], now: 62_000, left: 0 },
	{ name: 'three in more than a minute', at: [0, 1000, 60_000], now: 60_000, left: 0 },
	{ name: 'one more after the rest', at: [0, 1000, 2000, 63_000], now: 63_000, left: 0 },
]) {
	test(`crashes: ${name}`, () => {
		const crashes = new Crashes();
		for (const time of at) {
			crashes.record(time);
		}
		assert.equal(crashes.restLeft(now), left);
	});
}
