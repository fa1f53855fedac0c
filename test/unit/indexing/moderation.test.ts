/** What indexing may take: its share of the processor, its memory, and what goes first. Clocks and memories are told, none is looked at. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Lately, latelyFirst } from '../../../server/src/indexing/lately.ts';
import { firstFiles } from '../../../server/src/indexing/likely.ts';
import { advice, isNear, workersWithin } from '../../../server/src/indexing/memory.ts';
import type { Task } from '../../../server/src/indexing/plan.ts';
import { Pool } from '../../../server/src/indexing/pool.ts';
import { dutyOf, Pace } from '../../../server/src/indexing/share.ts';

const shares: [percent: number, cores: number, most: number][] = [
	[100, 8, 8],
	[100, 8, 2],
	[50, 8, 8],
	[25, 2, 2],
	[10, 4, 4],
	[3, 16, 8],
];
for (const [percent, cores, most] of shares) {
	test(`${percent} % of ${cores} cores by at most ${most} threads are kept`, async () => {
		const { lanes, part } = dutyOf(percent, cores, most);
		assert.ok(lanes >= 1 && lanes <= most);
		let [now, worked] = [0, 0];
		const pace = new Pace(
			part,
			async (milliseconds) => {
				now += milliseconds;
			},
			() => now,
		);
		for (let piece = 0; piece < 1_000; piece++) {
			await pace.next();
			const takes = 5 + ((piece * 37) % 200);
			now += takes;
			worked += takes;
		}
		const used = (worked / now) * lanes;
		const allowed = Math.min(most, (percent / 100) * cores);
		assert.ok(used <= allowed * 1.01 && used >= allowed * 0.98, `${used} cores instead of ${allowed}`);
	});
}

test('one piece of work does not rest, and no rest is longer than ten seconds', async () => {
	const rests: number[] = [];
	let now = 0;
	const pace = new Pace(
		0.01,
		async (milliseconds) => void rests.push(milliseconds),
		() => now,
	);
	await pace.next();
	assert.deepEqual(rests, []);
	now += 60_000;
	await pace.next();
	assert.deepEqual(rests, [10_000]);
});

test('near its budget of memory fewer workers go on, and the last one begins anew now and then', () => {
	const held = (megabytes: number) => ({ most: 450 * 2 ** 20, held: () => megabytes * 2 ** 20 });
	assert.equal(advice(held(300), 4, 1), 'go on');
	assert.equal(advice(held(400), 4, 1), 'end this one');
	assert.equal(advice(held(400), 1, 99), 'go on');
	assert.equal(advice(held(440), 1, 3), 'go on');
	assert.equal(advice(held(440), 1, 10), 'begin anew');
	assert.deepEqual([isNear(held(300)), isNear(held(400))], [false, true]);
	assert.equal(workersWithin(held(120), 8), 4);
	assert.equal(workersWithin(held(449), 8), 1);
	assert.equal(workersWithin({ most: 4 * 2 ** 30, held: () => 120 * 2 ** 20 }, 8), 8);
});

test('under a budget that is full every file is still prepared, by one worker at a time', async (t) => {
	const pool = new Pool({
		script: new URL('../../support/poisonWorker.ts', import.meta.url),
		data: {},
		threads: 4,
		memory: { most: 1_000, held: () => 990 },
		fileTimeoutMs: 20_000,
		heapMegabytes: 64,
	});
	t.after(() => pool.dispose());
	const done = new Set<string>();
	let [working, most] = [0, 0];
	await pool.run(
		Array.from({ length: 150 }, (_, i): Task => ({ stamp: { path: `good${i}`, size: 1, mtime: 1 }, known: undefined })),
		(paths) => {
			working = paths.length;
			most = Math.max(most, working);
		},
		async (batch) => {
			for (const item of batch) {
				done.add(item.kind === 'same' ? item.task.stamp.path : '');
			}
		},
	);
	assert.equal(done.size, 150);
	assert.ok(most <= 12, `${most} files at once`);
});

test('what was opened, saved or found goes first, then what changed last', () => {
	const tasks = Array.from({ length: 400 }, (_, i): Task => ({ stamp: { path: `f${i}.ts`, size: 1, mtime: i }, known: undefined }));
	const lately = new Lately();
	lately.add(['f7.ts', 'f9.ts', 'gone.ts']);
	lately.add(['f7.ts']);
	assert.deepEqual(lately.list(), ['f7.ts', 'gone.ts', 'f9.ts']);
	const { first, rest } = latelyFirst(tasks, lately.list());
	assert.deepEqual(
		first.slice(0, 4).map(({ stamp }) => stamp.path),
		['f7.ts', 'f9.ts', 'f399.ts', 'f398.ts'],
	);
	assert.equal(first.length, firstFiles);
	assert.equal(new Set([...first, ...rest]).size, tasks.length);
	assert.deepEqual(latelyFirst(tasks.slice(0, 20), ['f3.ts']), { first: [], rest: tasks.slice(0, 20) }, 'where there is little to do');
	lately.add(Array.from({ length: 1_000 }, (_, i) => `many${i}`));
	assert.deepEqual([lately.list().length, lately.list()[0]], [200, 'many999']);
});
