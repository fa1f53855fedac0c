/** The first cases of every target with the same seed each time; `npm run fuzz` goes on with others. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

test('every target', { concurrency: 2 }, async (t) => {
	await Promise.all(
		targets.map(({ name, replayed }) =>
			t.test(name, async () => {
				const { runs, findings } = await fuzz(name, { seed: 1, batches: replayed });
				assert.deepEqual(findings, []);
				assert.ok(runs > 0);
			}),
		),
	);
});
