/** Numbers as people read them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { bytes, count, milliseconds, parameters, percent, seconds } from '../../../client/src/format.ts';

const check = (name: string, write: (value: number) => string, table: readonly (readonly [number, string])[]): void => {
	test(name, () => {
		assert.deepEqual(
			table.map(([value]) => write(value)),
			table.map(([, text]) => text),
		);
	});
};

check('count', count, [
	[7, '7'],
	[1204, '1,204'],
]);
check('parameters', parameters, [
	[10_600_000, '10.6 M'],
	[49_000_000, '49 M'],
	[137_000_000, '137 M'],
	[7_100_000_000, '7.1 B'],
	[96_000, '96 k'],
	[12, '12'],
]);
check('milliseconds', milliseconds, [
	[0.2, '1 ms'],
	[7.9, '8 ms'],
	[1530, '1.5 s'],
]);
check('seconds', seconds, [
	[0.4, '1 s'],
	[42, '42 s'],
	[130, '2 min'],
	[9000, '2.5 h'],
]);
check('bytes', bytes, [
	[0, '0 B'],
	[999, '999 B'],
	[284_000, '284 kB'],
	[12_345_678, '12.3 MB'],
	[4.2e9, '4.2 GB'],
]);

test('a share reaches a hundred only when nothing is left', () => {
	assert.equal(percent(0, 0), 100);
	assert.equal(percent(62, 100), 62);
	assert.equal(percent(9_999, 10_000), 99);
	assert.equal(percent(10_000, 10_000), 100);
	assert.equal(percent(3, 2), 100);
});
