/** One device is tried: what becomes of each that misbehaves. The devices are played by a process of the test's. */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { silentLog } from '../../../server/src/base/log.ts';
import type { Probe } from '../../../server/src/inference/devices.ts';
import { difference } from '../../../server/src/inference/golden.ts';
import { readManifest } from '../../../server/src/inference/manifest.ts';
import { probe } from '../../../server/src/inference/probe.ts';
import { madeUpVector, tinyModelWithGolden } from './tinyModel.ts';

const script = new URL('../../support/fakeHost.ts', import.meta.url);

/** Of the four texts of the tests together. */
const tokens = 15;

type Options = { readonly budget?: number; readonly patience?: number; readonly signal?: AbortSignal };

function tryOn(folder: string, behaviour: string | number, { budget = 10_000, patience = 10_000, signal }: Options = {}): Promise<Probe> {
	process.env.SKILLLENS_FAKE_DEVICES = JSON.stringify({ webgpu: behaviour });
	const limits = { patience, priority: 'low', script } as const;
	const own = signal ?? new AbortController().signal;
	const host = { folder, threads: 1, idleSeconds: 60 };
	return probe('webgpu', { host, manifest: readManifest(folder), log: silentLog, limits, budget, signal: own });
}

const golden = (context: TestContext): string => tinyModelWithGolden(context, madeUpVector);

for (const { behaviour, verdict, why, patience } of [
	{ behaviour: 'crashes', verdict: 'crashed', why: /^it takes its process down: signal SIGSEGV$/ },
	{ behaviour: 'exits', verdict: 'crashed', why: /^it takes its process down: exit status 3$/ },
	{ behaviour: 'hangs', verdict: 'hung', why: /^it hangs: it did not answer for 1 s$/, patience: 1000 },
	{ behaviour: 'is absent', verdict: 'absent', why: /^No such device$/ },
	{ behaviour: 'is killed', verdict: 'killed', why: /^its process was ended from outside: signal SIGKILL$/ },
	{
		behaviour: 'differs',
		verdict: 'differs',
		why: /^it gives other numbers: its vector of "2 tokens" has a cosine of -?0\.\d+ to the right one$/,
	},
]) {
	test(`one that ${behaviour} is ${verdict}`, async (context) => {
		const found = await tryOn(golden(context), behaviour, { ...(patience && { patience }) });
		assert.equal(found.verdict, verdict);
		assert.match(found.why, why);
		assert.ok(Date.now() - Date.parse(found.at) < 60_000);
	});
}

test('a sound one is timed: many texts, and one alone', async (context) => {
	const { at: _, ...found } = await tryOn(golden(context), 2);
	// the middle one of three texts of 3, 4 and 6 tokens; the first is left out
	assert.deepEqual(found, { device: 'webgpu', verdict: 'sound', why: '', tokensPerSecond: (tokens * 1000) / (tokens * 2), msAlone: 8 });
});

test('one without an end to its slowness is asked a few texts only', async (context) => {
	const found = await tryOn(golden(context), 2, { budget: 0 });
	assert.deepEqual([found.verdict, found.tokensPerSecond, found.msAlone], ['sound', 500, 8]);
	assert.equal((await tryOn(golden(context), 3000, { budget: 0 })).tokensPerSecond, 0.333);
});

test('without golden vectors nothing is taken for right', async (context) => {
	const folder = golden(context);
	rmSync(join(folder, 'golden.json'));
	const found = await tryOn(folder, 2);
	assert.equal(found.verdict, 'absent');
	assert.match(found.why, /golden\.json is missing/);
});

test('golden vectors that were tampered with are not those of the folder', async (context) => {
	const folder = golden(context);
	const file = join(folder, 'golden.json');
	writeFileSync(file, readFileSync(file, 'utf8').replace('0.', '1.'));
	assert.match((await tryOn(folder, 2)).why, /golden\.json does not have the checksum its manifest names/);
	appendFileSync(file, ' ');
	assert.match((await tryOn(folder, 2)).why, /golden\.json has \d+ bytes where its manifest names/);
});

test('a probe is ended with its owner', async (context) => {
	const owner = new AbortController();
	const asked = tryOn(golden(context), 'hangs', { signal: owner.signal });
	owner.abort();
	assert.equal((await asked).verdict, 'killed');
});

const cases = [1, 2, 3, 4].map((n) => ({ name: `${n}`, tokens: Int32Array.of(n), vector: [1, 0] }));
const turned = (cosine: number): Float32Array => Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine));

for (const { name, cosines, wrong } of [
	{ name: 'the same', cosines: [1, 1, 1, 1], wrong: undefined },
	{ name: 'steps that fell to the other side', cosines: [1, 0.9992, 0.9998, 1], wrong: undefined },
	{ name: 'one that is far', cosines: [1, 1, 0.99, 1], wrong: 'its vector of "3" has a cosine of 0.9900 to the right one' },
	{
		name: 'all a little off, as without the steps',
		cosines: [0.999, 0.9986, 0.9981, 0.999],
		wrong: 'its vectors have a mean cosine of 0.99868 to the right ones',
	},
	{ name: 'no number', cosines: [1, Number.NaN, 1, 1], wrong: 'its vector of "2" has a cosine of NaN to the right one' },
]) {
	test(`numbers: ${name}`, () => assert.equal(difference(cases, cosines.map(turned)), wrong));
}
