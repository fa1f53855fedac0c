import assert from 'node:assert/strict';
import test from 'node:test';
import { Cancelled, CancelSource, never } from '../../../server/src/base/cancel.ts';
import { DisposableStore } from '../../../server/src/base/disposable.ts';
import { sentence, UserError } from '../../../server/src/base/errors.ts';
import { Lanes } from '../../../server/src/base/lanes.ts';
import { OneAtATime } from '../../../server/src/base/queue.ts';

test('an interactive job overtakes those that wait in the background', async () => {
	const lanes = new Lanes();
	const order: string[] = [];
	const gate = Promise.withResolvers<void>();
	const job = (name: string) => async (): Promise<void> => void order.push(name);
	const all = [
		lanes.run('background', never, async () => {
			order.push('running');
			await gate.promise;
		}),
		lanes.run('background', never, job('background')),
		lanes.run('interactive', never, job('interactive')),
	];
	gate.resolve();
	await Promise.all(all);
	assert.deepEqual(order, ['running', 'interactive', 'background']);
});

test('a job cancelled while it waits is never begun, and the next one is', async () => {
	const lanes = new Lanes();
	const cancel = new CancelSource();
	const gate = Promise.withResolvers<void>();
	const first = lanes.run('background', never, () => gate.promise);
	const second = lanes.run('background', cancel.token, () => Promise.reject(new Error('begun')));
	const third = lanes.run('background', never, async () => 'third');
	cancel.cancel();
	gate.resolve();
	await first;
	await assert.rejects(second, Cancelled);
	assert.equal(await third, 'third');
});

test('only the latest request is remembered while one is under way', async () => {
	const causes: string[] = [];
	const gate = Promise.withResolvers<void>();
	const queue = new OneAtATime(async (cause) => {
		causes.push(cause);
		await gate.promise;
	});
	const all = [queue.request('a'), queue.request('b'), queue.request('c')];
	gate.resolve();
	await Promise.all(all);
	assert.deepEqual(causes, ['a', 'c']);
	await queue.request('d');
	assert.deepEqual(causes, ['a', 'c', 'd']);
});

test('things are disposed last in first out, and at once when late', () => {
	const order: number[] = [];
	const store = new DisposableStore();
	const item = (n: number) => ({ dispose: () => void order.push(n) });
	store.add(item(1));
	store.add(item(2));
	store.dispose();
	store.add(item(3));
	assert.deepEqual(order, [2, 1, 3]);
});

test('a user error reads as what happened and what to do', () => {
	assert.equal(sentence(new UserError('It broke.', 'Mend it.')), 'It broke. Mend it.');
	assert.equal(sentence('text'), 'text');
});
