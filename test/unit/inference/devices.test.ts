/** What the doctor says about execution providers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseThreads, describeProviders, refusal } from '../../../server/src/inference/devices.ts';

const host = { device: 'cpu', bundled: ['cpu', 'webgpu'], loaded: [], memory: 1 };

for (const { name, status, states } of [
	{ name: 'no answer', status: undefined, states: 'absent absent absent absent absent' },
	{ name: 'the processor', status: host, states: 'used absent absent absent available' },
	{ name: 'another device', status: { ...host, device: 'webgpu' }, states: 'available absent absent absent used' },
	{
		name: 'a refused device',
		status: { ...host, refused: { device: 'cuda', why: 'no library' } },
		states: 'used refused absent absent available',
	},
]) {
	test(`providers: ${name}`, () => {
		const described = describeProviders(status);
		assert.equal(described.map(({ state }) => state).join(' '), states);
		assert.ok(described.every(({ why }) => why !== ''));
	});
}

test('the reason of a refusal is what was said, not where', () => {
	const said = '/src/webgpu_context.cc:136 Initialize()::<lambda()> status == Success was false. No supported adapters\nstack';
	assert.deepEqual(refusal('webgpu', new Error(said)), { device: 'webgpu', why: 'No supported adapters' });
});

test('threads: as set, else some of the cores', () => {
	assert.equal(chooseThreads(7), 7);
	assert.ok(chooseThreads(0) >= 1 && chooseThreads(0) <= 4);
});
