import assert from 'node:assert/strict';
import test from 'node:test';
import type { SkippedFile } from '../../../server/src/domain/file.ts';
import { plan } from '../../../server/src/indexing/plan.ts';
import { Meter } from '../../../server/src/indexing/progress.ts';

const stamp = (path: string, mtime = 1, size = 1) => ({ path, mtime, size });
const stored = (path: string, mtime = 1, size = 1) => ({
	...stamp(path, mtime, size),
	id: 1,
	hash: `hash of ${path}`,
	language: 'x',
	chunks: 1,
	firstChunk: 1,
});
const rejected = (path: string, mtime = 1): SkippedFile => ({ path, reason: 'minified', detail: '', stamp: stamp(path, mtime) });

test('what to read and what to remove', () => {
	const cases = [
		{ what: 'nothing to do', now: [stamp('a')], known: [stored('a')], skipped: [], read: [], remove: [] },
		{ what: 'new', now: [stamp('a')], known: [], skipped: [], read: ['a'], remove: [] },
		{ what: 'gone', now: [], known: [stored('a')], skipped: [], read: [], remove: ['a'] },
		{ what: 'newer', now: [stamp('a', 2)], known: [stored('a')], skipped: [], read: ['a'], remove: [] },
		{ what: 'older (a checkout)', now: [stamp('a', 0)], known: [stored('a')], skipped: [], read: ['a'], remove: [] },
		{ what: 'other size', now: [stamp('a', 1, 2)], known: [stored('a')], skipped: [], read: ['a'], remove: [] },
		{ what: 'rejected and unchanged', now: [stamp('a')], known: [], skipped: [rejected('a')], read: [], remove: [] },
		{ what: 'rejected and changed', now: [stamp('a', 2)], known: [], skipped: [rejected('a')], read: ['a'], remove: [] },
	];
	for (const { what, now, known, skipped, read, remove } of cases) {
		const todo = plan(now, known, skipped);
		assert.deepEqual(
			todo.read.map((task) => task.stamp.path),
			read,
			what,
		);
		assert.deepEqual(todo.remove, remove, what);
	}
	assert.equal(plan([stamp('a', 2)], [stored('a')], []).read[0]?.known, 'hash of a');
	assert.deepEqual(plan([stamp('a')], [], [rejected('a')]).rejected, [rejected('a')]);
});

test('rate and time left', () => {
	let now = 0;
	const meter = new Meter('files', 100, () => now);
	now = 500;
	assert.equal(meter.add(10, 50).secondsLeft, undefined, 'too early to tell');
	now = 2000;
	const progress = meter.add(10, 150);
	assert.deepEqual(progress, { phase: 'files', done: 20, total: 100, rate: 100, secondsLeft: 8 });
});
