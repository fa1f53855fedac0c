/** Questions one after the other over an index that is kept up to date: whom an update keeps waiting, and for how long. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Cancelled, never } from '../../../server/src/base/cancel.ts';
import { UserError } from '../../../server/src/base/errors.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { Upkeep } from '../../../server/src/cli/upkeep.ts';
import type { Folder } from '../../../server/src/folder/folder.ts';
import type { UpdateOptions } from '../../../server/src/indexing/indexer.ts';

const question = { words: ['retry'], mentions: () => [] };

/** An upkeep over updates that the test ends, and how many listen to their progress. */
function keep() {
	const updates: (PromiseWithResolvers<void> & UpdateOptions)[] = [];
	let listeners = 0;
	const indexer = {
		update: (_cause: string, _token: unknown, options: UpdateOptions) => {
			const update = { ...Promise.withResolvers<void>(), ...options };
			updates.push(update);
			return update.promise;
		},
		onProgress: () => {
			listeners++;
			return { dispose: () => listeners-- };
		},
	};
	const folder = { indexer } as unknown as Folder;
	const upkeep = new Upkeep({ folder, computesVectors: false, token: never, log: silentLog });
	const cancel = new AbortController();
	const answer = (patienceMs = 60_000, ask = async () => 'answer') =>
		upkeep.answer(ask, { question, patienceMs, signal: cancel.signal, onProgress: () => undefined });
	return { answer, cancel, updates, listeners: () => listeners };
}

test('an answer waits for the update, and questions at one time share it', async () => {
	const { answer, updates, listeners } = keep();
	const both = Promise.all([answer(), answer()]);
	assert.equal(updates.length, 1);
	updates[0]?.resolve();
	assert.deepEqual(await both, ['answer', 'answer']);
	assert.equal(listeners(), 0);
	const next = answer();
	assert.equal(updates.length, 2);
	updates[1]?.resolve();
	await next;
});

test('likely files are enough, and the update goes on when the question is answered', async () => {
	const { answer, updates } = keep();
	const asking = Promise.withResolvers<string>();
	const answered = answer(60_000, () => asking.promise);
	let goesOn = false;
	const told = updates[0]?.first?.answer().then(() => {
		goesOn = true;
	});
	await new Promise((resolve) => setImmediate(resolve));
	assert.equal(goesOn, false);
	asking.resolve('early');
	assert.equal(await answered, 'early');
	await told;
});

test('patience ends', async () => {
	assert.equal(await keep().answer(0), 'answer');
});

test('a cancelled question ends at once and leaves the update to the next', async () => {
	const { answer, cancel, updates, listeners } = keep();
	const asked = answer(60_000, () => assert.fail('nobody waits for this'));
	cancel.abort();
	await assert.rejects(asked, Cancelled);
	await assert.rejects(answer(), Cancelled, 'cancelled before it began');
	assert.deepEqual([listeners(), updates.length], [0, 1]);
});

test('an update that fails is told to who waits, and the next question tries again', async () => {
	const { answer, updates } = keep();
	const asked = answer();
	updates[0]?.reject(new UserError('The disk is full.', 'Make room.'));
	await assert.rejects(asked, /The disk is full/);
	const next = answer();
	updates[1]?.resolve();
	assert.equal(await next, 'answer');
});
