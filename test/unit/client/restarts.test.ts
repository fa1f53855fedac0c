/** Restarts wait longer each time, come to an end, and are forgiven after a good run. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Restarts } from '../../../client/src/restarts.ts';

const minute = 60_000;

test('waits longer each time and gives up', () => {
	const restarts = new Restarts();
	const waits = Array.from({ length: 6 }, (_, i) => restarts.afterEnd(i * 10_000));
	assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, undefined]);
});

test('a server that ran for minutes starts from the beginning', () => {
	const restarts = new Restarts();
	restarts.afterEnd(0);
	restarts.afterEnd(1000);
	assert.equal(restarts.afterEnd(4 * minute), 500);
});

test('the user may always try again', () => {
	const restarts = new Restarts();
	for (let end = 0; end < 6; end++) {
		restarts.afterEnd(end);
	}
	restarts.reset();
	assert.equal(restarts.afterEnd(7), 500);
});
