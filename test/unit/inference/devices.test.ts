/** Which device is chosen, and what the doctor says about each. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseDevice, chooseThreads, describeProviders, type Probe, refusal, refusals } from '../../../server/src/inference/devices.ts';

const at = '2026-11-30T12:00:00.000Z';
const sound = (device: string, tokensPerSecond: number, msAlone = 5): Probe => ({
	...{ device, verdict: 'sound', why: '', tokensPerSecond, msAlone, at },
});
const bad = (device: string, verdict: Probe['verdict']): Probe => ({ device, verdict, why: `it ${verdict}`, at });
const cpu = sound('cpu', 1000);

for (const { name, setting = 'auto', probes, chosen, told = '' } of [
	{ name: 'nothing is known', probes: [], chosen: 'cpu' },
	{ name: 'one is faster', probes: [cpu, sound('webgpu', 9000)], chosen: 'webgpu' },
	{ name: 'the fastest of several', probes: [sound('webgpu', 9000), cpu, sound('cuda', 20_000)], chosen: 'cuda' },
	{ name: 'hardly faster', probes: [cpu, sound('webgpu', 1400)], chosen: 'cpu' },
	{ name: 'slower', probes: [cpu, sound('webgpu', 5)], chosen: 'cpu' },
	{ name: 'faster, but a question would wait', probes: [cpu, sound('webgpu', 9000, 60)], chosen: 'cpu' },
	{ name: 'faster, and a question waits no longer', probes: [sound('cpu', 1000, 80), sound('webgpu', 9000, 60)], chosen: 'webgpu' },
	{ name: 'nothing to compare it with', probes: [sound('webgpu', 9000)], chosen: 'cpu' },
	{ name: 'it crashes', probes: [cpu, bad('webgpu', 'crashed')], chosen: 'cpu', told: 'webgpu' },
	{
		name: 'one hangs, one gives other numbers',
		probes: [cpu, bad('cuda', 'hung'), bad('webgpu', 'differs')],
		chosen: 'cpu',
		told: 'cuda webgpu',
	},
	{ name: 'none is there', probes: [cpu, bad('webgpu', 'absent')], chosen: 'cpu' },
	{ name: 'somebody ended the probe', probes: [cpu, bad('webgpu', 'killed')], chosen: 'cpu' },
	{ name: 'forced, sound and slow', setting: 'webgpu', probes: [cpu, sound('webgpu', 5)], chosen: 'webgpu' },
	{ name: 'forced, and without an end', setting: 'webgpu', probes: [cpu, sound('webgpu', 1, 4100)], chosen: 'cpu', told: 'webgpu' },
	{ name: 'without an end', probes: [cpu, sound('webgpu', 1, 4100)], chosen: 'cpu' },
	{ name: 'forced and not there', setting: 'cuda', probes: [bad('cuda', 'absent'), sound('webgpu', 9000)], chosen: 'cpu', told: 'cuda' },
	{ name: 'forced to the processor', setting: 'cpu', probes: [cpu, sound('webgpu', 9000)], chosen: 'cpu' },
] as { name: string; setting?: string; probes: Probe[]; chosen: string; told?: string }[]) {
	test(`chosen, where ${name}: ${chosen}`, () => {
		assert.equal(chooseDevice(setting, probes), chosen);
		assert.equal(
			refusals(setting, probes)
				.map(({ device }) => device)
				.join(' '),
			told,
		);
	});
}

const host = { device: 'cpu', bundled: ['cpu', 'webgpu'], loaded: [] };

for (const { name, setting = 'auto', now, probes = [], states } of [
	{ name: 'no answer', now: undefined, states: 'absent absent absent absent absent' },
	{ name: 'nothing tried', now: host, states: 'used absent absent absent untried' },
	{ name: 'slower', now: host, probes: [cpu, sound('webgpu', 5)], states: 'used absent absent absent usable' },
	{ name: 'none there', now: host, probes: [bad('webgpu', 'absent')], states: 'used absent absent absent absent' },
	{
		name: 'another device',
		now: { ...host, device: 'webgpu' },
		probes: [cpu, sound('webgpu', 9000)],
		states: 'usable absent absent absent used',
	},
	{ name: 'it hangs', now: host, probes: [cpu, bad('webgpu', 'hung')], states: 'used absent absent absent refused' },
	{ name: 'forced, not there', now: host, setting: 'cuda', probes: [bad('cuda', 'absent')], states: 'used refused absent absent untried' },
	{ name: 'without an end', now: host, probes: [cpu, sound('webgpu', 1, 4100)], states: 'used absent absent absent usable' },
	{
		name: 'forced, without an end',
		now: host,
		setting: 'webgpu',
		probes: [cpu, sound('webgpu', 1, 4100)],
		states: 'used absent absent absent refused',
	},
	{
		name: 'lost in use',
		now: { ...host, refused: { device: 'webgpu', why: 'the device is lost' } },
		probes: [cpu, sound('webgpu', 9000)],
		states: 'used absent absent absent refused',
	},
]) {
	test(`providers: ${name}`, () => {
		const described = describeProviders({ setting, probes, host: now });
		assert.equal(described.map(({ state }) => state).join(' '), states);
		assert.ok(described.every(({ why }) => why !== ''));
	});
}

test('speed is told beside the processor, and when it was probed', () => {
	const [, , , , webgpu] = describeProviders({ setting: 'auto', probes: [cpu, sound('webgpu', 5)], host });
	assert.deepEqual([webgpu?.speed, webgpu?.probedAt], [0.005, at]);
});

test('the reason of a refusal is what was said, not where', () => {
	const said = '/src/webgpu_context.cc:136 Initialize()::<lambda()> status == Success was false. No supported adapters\nstack';
	assert.deepEqual(refusal('webgpu', new Error(said)), { device: 'webgpu', why: 'No supported adapters' });
	const told = `The model could not compute: ${said}`;
	assert.deepEqual(refusal('webgpu', new Error(told)), { device: 'webgpu', why: 'No supported adapters' });
});

test('threads: as set, else some of the cores', () => {
	assert.equal(chooseThreads(7), 7);
	assert.ok(chooseThreads(0) >= 1 && chooseThreads(0) <= 4);
});
