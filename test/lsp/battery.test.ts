/** On battery work in the background rests where the setting says so; a person's word outranks it until the plug is in or out again. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { silentLog } from '../../server/src/base/log.ts';
import { Folders } from '../../server/src/lsp/folders.ts';

test('paused on battery, resumed by hand, and by the plug', () => {
	let [spares, isInUse, told, watching] = [false, false, 0, 0];
	let change = (): void => undefined;
	const folders = new Folders({
		open: () => assert.fail('no folder is open'),
		computesVectors: () => true,
		readsPictures: () => true,
		sparesBattery: () => spares,
		battery: (onChange) => {
			watching++;
			change = onChange;
			return {
				get isInUse() {
					return isInUse;
				},
				dispose: () => watching--,
			};
		},
		log: silentLog,
		onStatus: () => told++,
		onSettled: () => undefined,
	});
	const state = (): string => `${folders.paused ? 'paused' : 'working'}${folders.pausedOnBattery ? ' on battery' : ''}`;
	const plug = (isIn: boolean): void => {
		isInUse = !isIn;
		change();
	};
	folders.configure();
	assert.deepEqual([state(), watching], ['working', 0], 'without the setting nobody looks');
	spares = true;
	folders.configure();
	folders.configure();
	assert.deepEqual([state(), watching], ['working', 1]);
	const before = told;
	plug(false);
	assert.equal(state(), 'paused on battery');
	assert.ok(told > before, 'the state is told');
	folders.pause(false);
	assert.equal(state(), 'working', 'resumed by hand');
	plug(true);
	plug(false);
	assert.equal(state(), 'paused on battery', 'the next time it counts again');
	folders.pause(true);
	plug(true);
	assert.equal(state(), 'paused', 'paused by hand stays so');
	folders.pause(false);
	assert.equal(state(), 'working');
	plug(false);
	spares = false;
	folders.configure();
	assert.deepEqual([state(), watching], ['working', 0]);
	folders.dispose();
});
