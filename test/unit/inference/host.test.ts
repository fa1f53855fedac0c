/** The model process: what it opens and closes, how it ends, and how the next call goes on. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { productRoot } from '../../../server/src/base/assets.ts';
import { never } from '../../../server/src/base/cancel.ts';
import { UserError } from '../../../server/src/base/errors.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import type { SkillId } from '../../../server/src/domain/skill.ts';
import type { Model } from '../../../server/src/inference/encoder.ts';
import { HostProcess } from '../../../server/src/inference/hostProcess.ts';
import { loadModel } from '../../../server/src/inference/loadModel.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { HeardLog, madeUpVector, tinyFolder, tinyModelWithGolden } from './tinyModel.ts';

const options = { folder: tinyFolder, device: 'auto', threads: 1, idleSeconds: 60 };

function open(context: TestContext, change: Partial<typeof options> = {}): { model: Model; log: HeardLog } {
	const log = new HeardLog();
	const model = loadModel({ ...options, ...change, log: log.log });
	context.after(() => model.dispose());
	return { model, log };
}

async function encode(model: Model, ...skills: SkillId[]): Promise<number | undefined> {
	return (await model.encoder?.encode(skills, ['get the name'], 'interactive', never))?.vectors[0]?.length;
}

function pidIn(log: HeardLog): number {
	const started = log.lines.findLast((line) => line.includes('started process'));
	return Number(started?.match(/\d+$/)?.[0]);
}

function isEnded(error: unknown): boolean {
	return error instanceof UserError && /The model process ended \(.*\); this answer comes from words alone/.test(error.message);
}

test('nothing runs before the first call, and only the activated skill is opened', async (context) => {
	const { model, log } = open(context);
	assert.equal(
		log.lines.some((line) => line.includes('started')),
		false,
	);
	assert.deepEqual(model.summary(), { name: 'tiny', device: 'cpu', refused: [], totalParameters: 856, loaded: [] });
	assert.equal(await encode(model, 'code'), 8);
	assert.deepEqual(model.summary().loaded, ['code']);
	assert.deepEqual(
		(await model.status()).skills.map(({ id, loaded }) => [id, loaded]),
		[
			['text', false],
			['code', true],
		],
	);
});

test('the weights of other skills are not mapped', {
	skip: process.platform !== 'linux' || !existsSync(join(productRoot, 'models/skillnet/manifest.json')),
}, async (context) => {
	const { model, log } = open(context, { folder: join(productRoot, 'models', 'skillnet') });
	await encode(model, 'code');
	const maps = readFileSync(`/proc/${pidIn(log)}/maps`, 'utf8');
	assert.match(maps, /shared\.bin/);
	assert.match(maps, /code\.bin/);
	assert.doesNotMatch(maps, /text\.bin|static\.bin/);
});

test('an idle skill is unloaded and opened again', async (context) => {
	const { model, log } = open(context, { idleSeconds: 0.05 });
	await encode(model, 'text');
	await log.heard(/closed text\.onnx/);
	assert.deepEqual(model.summary().loaded, []);
	assert.equal(await encode(model, 'text'), 8);
});

test('killed in the middle of a call, it costs that one answer', async (context) => {
	const { model, log } = open(context);
	await encode(model, 'text');
	process.kill(pidIn(log), 'SIGSTOP');
	const asked = encode(model, 'text');
	process.kill(pidIn(log), 'SIGKILL');
	await assert.rejects(asked, isEnded);
	assert.match(model.problem() ?? '', /ended \(signal SIGKILL\)/);
	assert.deepEqual(model.summary().loaded, []);
	assert.equal(await encode(model, 'code'), 8);
	assert.equal(model.problem(), undefined);
});

test('of several texts two threads compute the same vectors as one', async (context) => {
	const texts = Array.from({ length: 200 }, (_, i) => 'get the name '.repeat(1 + (i % 9)));
	const vectors = async (model: Model) => (await model.encoder?.encode(['code'], texts, 'background', never))?.vectors;
	const { model, log } = open(context, { threads: 2 });
	const alone = await vectors(open(context).model);
	assert.deepEqual(await vectors(model), alone);
	await log.heard(/a second thread takes part/);
	assert.deepEqual(await vectors(model), alone);
});

test('one that hangs is ended', async (context) => {
	const host = new HostProcess({ ...options, device: 'cpu', otherwise: 'cpu' }, silentLog, { patience: 300 });
	context.after(() => host.dispose());
	const asked = host.encode(batch);
	process.kill(host.pid ?? 0, 'SIGSTOP');
	await assert.rejects(asked, (error) => isEnded(error) && /did not answer for 0\.3 s/.test(String(error)));
	assert.match(host.problem() ?? '', /did not answer/);
});

test('after three ends in a minute it rests', async (context) => {
	const { model, log } = open(context);
	for (let i = 0; i < 3; i++) {
		const asked = encode(model, 'text');
		process.kill(pidIn(log), 'SIGKILL');
		await assert.rejects(asked, isEnded);
	}
	const last = pidIn(log);
	await assert.rejects(encode(model, 'text'), /ended again and again and rests for \d+ s/);
	assert.equal(pidIn(log), last);
	assert.match(model.problem() ?? '', /rests for/);
	const { memory, providers } = await model.status();
	assert.equal(memory, undefined);
	assert.equal(providers[0]?.why, 'the model process does not answer');
});

test('a device that cannot be used is refused with its reason, and the processor answers', async (context) => {
	const { model, log } = open(context, { device: 'cuda' });
	const { device, providers } = await model.status();
	assert.equal(device, 'cpu');
	assert.deepEqual(
		providers.filter(({ state }) => state === 'refused' || state === 'used').map(({ name, state }) => [name, state]),
		[
			['cpu', 'used'],
			['cuda', 'refused'],
		],
	);
	await log.heard(/cuda was refused, using cpu: ./);
	assert.equal(await encode(model, 'text'), 8);
});

const played = new URL('../../support/fakeHost.ts', import.meta.url);
const batch = { skills: ['text'] as const, inputs: [Int32Array.of(2, 3)] };

/** A process on `device`, whose devices behave as told; `blamed` are those that are to be remembered. */
function play(context: TestContext, device: string, behaviour: Readonly<Record<string, string>>) {
	process.env.SKILLLENS_FAKE_DEVICES = JSON.stringify(behaviour);
	const folder = tinyModelWithGolden(context, madeUpVector);
	const blamed: string[] = [];
	const host = new HostProcess(
		{ ...options, folder, device, otherwise: 'cpu' },
		silentLog,
		{ patience: 2000, script: played },
		(refused, how) => blamed.push(`${refused.device} ${how}`),
	);
	context.after(() => host.dispose());
	return { host, blamed };
}

test('moved to another device, it answers what it was asked, and the next on the other one', async (context) => {
	const { host } = play(context, 'cpu', {});
	await host.encode(batch);
	const first = host.pid;
	const asked = host.encode(batch);
	host.move('webgpu');
	const next = host.encode(batch);
	assert.deepEqual([(await asked).device, (await next).device], ['cpu', 'webgpu']);
	assert.notEqual(host.pid, first);
	await ended(first ?? 0);
});

for (const { behaviour, blamed } of [
	{ behaviour: 'crashes', blamed: ['webgpu crashed'] },
	{ behaviour: 'hangs', blamed: ['webgpu hung'] },
	{ behaviour: 'is killed', blamed: [] },
]) {
	test(`a device that ${behaviour} in use costs one answer, and the processor gives the next`, async (context) => {
		const { host, ...told } = play(context, 'webgpu', { webgpu: behaviour });
		await assert.rejects(host.encode(batch), isEnded);
		assert.deepEqual(told.blamed, blamed);
		assert.equal((await host.encode(batch)).device, 'cpu');
		assert.match((await host.status()).refused?.why ?? '', /^the model process ended on it \(/);
	});
}

test('a device that cannot be opened in use costs no answer', async (context) => {
	const host = new HostProcess({ ...options, device: 'cuda', otherwise: 'cpu' }, silentLog);
	context.after(() => host.dispose());
	assert.equal((await host.encode(batch)).device, 'cpu');
	const { device, refused } = await host.status();
	assert.deepEqual([device, refused?.device], ['cpu', 'cuda']);
	assert.match(refused?.why ?? '', /Cuda|cuda|backend/);
});

test('a closed model answers no more', async (context) => {
	const { model, log } = open(context);
	await encode(model, 'text');
	process.kill(pidIn(log), 'SIGSTOP');
	const asked = encode(model, 'text');
	model.dispose();
	await assert.rejects(asked, /The model is closed/);
	await assert.rejects(encode(model, 'text'), /The model is closed/);
});

/** Asks the model one thing, tells its log on standard output, and ends. */
const program = `
	import { loadModel } from '${new URL('../../../server/src/inference/loadModel.ts', import.meta.url)}';
	import { Log } from '${new URL('../../../server/src/base/log.ts', import.meta.url)}';
	const log = new Log((level, line) => console.log(line));
	const model = loadModel({ ...${JSON.stringify(options)}, log });
	await model.encoder.encode(['text'], ['get'], 'interactive', { isCancellationRequested: false });`;

test('the runtime of the model gathers nothing for its maker', async (context) => {
	const home = tempFolder(context).path;
	// where it finds CI it keeps quiet by itself
	const { CI: _, ...env } = process.env;
	const places = { HOME: home, XDG_CACHE_HOME: home, XDG_DATA_HOME: home, XDG_STATE_HOME: home, TMPDIR: home };
	const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], { env: { ...env, ...places }, stdio: 'inherit' });
	assert.deepEqual(await once(parent, 'exit'), [0, null]);
	assert.deepEqual(readdirSync(home, { recursive: true }), []);
});

test('it ends with its parent, and does not keep its parent alive', async () => {
	const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
	const [status, said] = await Promise.all([once(parent, 'exit'), text(parent.stdout)]);
	assert.deepEqual(status, [0, null]);
	const pid = Number(said.match(/started process (\d+)/)?.[1]);
	await ended(pid);
});

/** Resolves when no process has the number any more; the test's own limit stands for one that stays. */
async function ended(pid: number): Promise<void> {
	for (;;) {
		try {
			process.kill(pid, 0);
		} catch {
			return;
		}
		await new Promise((resolve) => setImmediate(resolve));
	}
}
