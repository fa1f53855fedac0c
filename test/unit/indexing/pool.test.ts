/** Poisonous files: each is given back as quarantined with its reason, and all others are prepared. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Cancelled } from '../../../server/src/base/cancel.ts';
import type { Task } from '../../../server/src/indexing/plan.ts';
import { heapFor, Pool } from '../../../server/src/indexing/pool.ts';
import type { Prepared } from '../../../server/src/indexing/prepare.ts';

const task = (path: string): Task => ({ stamp: { path, size: 1, mtime: 1 }, known: undefined });

function open(t: test.TestContext): Pool {
	const pool = new Pool({
		script: new URL('../../support/poisonWorker.ts', import.meta.url),
		data: {},
		threads: 2,
		fileTimeoutMs: 4000,
		heapMegabytes: 64,
	});
	t.after(() => pool.dispose());
	return pool;
}

async function run(
	t: test.TestContext,
	paths: readonly string[],
	done?: (batch: Prepared[]) => Promise<void>,
): Promise<Map<string, string>> {
	const pool = open(t);
	const results = new Map<string, string>();
	await pool.run(
		paths.map(task),
		() => undefined,
		done ??
			(async (batch) => {
				for (const item of batch) {
					if (item.kind === 'skipped') {
						results.set(item.file.path, `${item.file.reason}: ${item.file.detail}`);
					} else if (item.kind === 'same') {
						results.set(item.task.stamp.path, 'fine');
					}
				}
			}),
	);
	return results;
}

test('a file that throws, ends, fills or hangs its worker is quarantined, the rest is prepared', async (t) => {
	const good = Array.from({ length: 40 }, (_, i) => `good${i}`);
	const bad = { throw: /no grammar/, exit: /status 3/, memory: /memory/i, hang: /longer than 4 s/ };
	const results = await run(t, [...good.slice(0, 20), ...Object.keys(bad), ...good.slice(20)]);
	assert.deepEqual(
		good.filter((path) => results.get(path) !== 'fine'),
		[],
	);
	for (const [path, reason] of Object.entries(bad)) {
		assert.match(results.get(path) ?? '', reason);
		assert.match(results.get(path) ?? '', /^quarantined: .* It is tried again when it changes\.$/);
	}
	assert.equal(results.size, 44);
});

test('an error of the one who takes the results ends the run', async (t) => {
	await assert.rejects(
		run(t, ['a', 'b'], () => Promise.reject(new Error('disk full'))),
		/disk full/,
	);
});

test('a pool that is disposed while it works ends as cancelled, and starts no worker for what is left', async (t) => {
	let started = 0;
	const count = (): void => void started++;
	process.on('worker', count);
	t.after(() => process.off('worker', count));
	const [pool, working] = [open(t), Promise.withResolvers<void>()];
	const run = pool.run(
		['hang', ...Array.from({ length: 40 }, (_, i) => `good${i}`)].map(task),
		() => undefined,
		async () => working.resolve(),
	);
	await working.promise;
	const before = started;
	pool.dispose();
	await assert.rejects(run, Cancelled);
	await assert.rejects(
		pool.run(
			[task('a')],
			() => undefined,
			async () => undefined,
		),
		Cancelled,
	);
	assert.equal(started, before);
});

test('a worker gets room for the largest file, and little more for garbage', async (t) => {
	assert.match((await run(t, ['limits'])).get('limits') ?? '', /: 12 and 64 MB/);
	assert.deepEqual([1024, 2 ** 20, 4 * 2 ** 20, 64 * 2 ** 20].map(heapFor), [128, 128, 384, 768]);
});
