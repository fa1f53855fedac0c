/** Which files go first: the likely ones of a question, and per worker those of one kind. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { BatchQueue } from '../../../server/src/indexing/batches.ts';
import { firstFiles, split } from '../../../server/src/indexing/likely.ts';
import type { Task } from '../../../server/src/indexing/plan.ts';

const task = (path: string, size = 10): Task => ({ stamp: { path, size, mtime: 1 }, known: undefined });
const many = (count: number, ending = 'ts'): Task[] => Array.from({ length: count }, (_, i) => task(`src/f${i}.${ending}`));
const paths = (tasks: readonly Task[]): string[] => tasks.map(({ stamp }) => stamp.path);

test('files that hold the rare words of a question go first, those named after it before all', () => {
	const texts = new Map([
		['src/f7.ts', 'retry'],
		['src/f9.ts', 'request'],
		['src/f300.ts', 'request retry'],
	]);
	const tasks = [...many(400), task('src/retry.ts')];
	const mentions = (path: string, words: readonly string[]): string[] =>
		words.filter((word) => (texts.get(path) ?? 'request').includes(word));
	const { likely, rest } = split(tasks, { words: ['request', 'retry'], mentions });
	assert.deepEqual(paths(likely).slice(0, 3), ['src/retry.ts', 'src/f300.ts', 'src/f7.ts']);
	assert.equal(likely.length, firstFiles);
	assert.equal(rest.length, tasks.length - firstFiles);
	assert.equal(new Set(paths([...likely, ...rest])).size, tasks.length);
});

test('nothing goes first without a question, without its words, or where there is little to do', () => {
	const mentions = (_path: string, words: readonly string[]): readonly string[] => words;
	assert.equal(split(many(400), undefined).likely.length, 0);
	assert.equal(split(many(400), { words: [], mentions }).likely.length, 0);
	assert.equal(split(many(5 * firstFiles), { words: ['x'], mentions }).likely.length, 0);
	assert.equal(split(many(400), { words: ['nowhere'], mentions: () => [] }).likely.length, 0);
});

test('a worker stays with its kind of file as long as there is any, then takes what most is left of', () => {
	const queue = new BatchQueue([...many(30, 'ts'), ...many(20, 'py'), ...many(1, 'go')]);
	const kinds: string[] = [];
	for (let next = queue.take('.py'); next !== undefined; next = queue.take(next.kind)) {
		kinds.push(`${next.kind} ${next.batch.length}`);
	}
	assert.deepEqual(kinds, ['.py 12', '.py 8', '.ts 12', '.ts 12', '.ts 6', '.go 1']);
	assert.equal(queue.length, 0);
});

test('large files make small batches', () => {
	const queue = new BatchQueue([task('a.ts', 500_000), task('b.ts', 500_000)]);
	assert.equal(queue.length, 2);
});
