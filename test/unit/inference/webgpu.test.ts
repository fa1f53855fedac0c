/**
 * WebGPU, for real: over SwiftShader, a Vulkan driver that computes on the processor. It is many times slower than the processor itself, so the shipped model
 * computes its shortest texts only; `npm run bench:devices -- --swiftshader` measures it.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { never } from '../../../server/src/base/cancel.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { difference, readGolden } from '../../../server/src/inference/golden.ts';
import { HostProcess } from '../../../server/src/inference/hostProcess.ts';
import { loadModel } from '../../../server/src/inference/loadModel.ts';
import { readManifest } from '../../../server/src/inference/manifest.ts';
import { shippedFolder } from '../../support/shippedModel.ts';
import { swiftShader } from '../../support/swiftShader.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { goldenTokens, HeardLog, tinyFolder, tinyModelWithGolden } from './tinyModel.ts';

const found = swiftShader();
const skip = found === undefined ? `SwiftShader is not brought for ${process.platform}-${process.arch}` : false;
Object.assign(process.env, found);

type Vectors = Map<string, number[]>;

/** What the processor computes of the golden inputs of the tiny model, by activation and input. */
async function computed(context: TestContext, device: string): Promise<Vectors> {
	const host = new HostProcess({ folder: tinyFolder, device, otherwise: 'fail', threads: 1, idleSeconds: 60 }, silentLog);
	context.after(() => host.dispose());
	const all: Vectors = new Map();
	for (const skills of [['text'], ['code'], ['code', 'text']] as const) {
		const inputs = goldenTokens.map((tokens) => Int32Array.from(tokens));
		const { vectors } = await host.encode({ skills, inputs });
		for (const [i, vector] of vectors.entries()) {
			all.set(`${skills} ${goldenTokens[i]}`, [...vector]);
		}
	}
	return all;
}

test('it computes the same vectors, is slower, and auto stays with the processor', { skip }, async (context) => {
	const golden = await computed(context, 'cpu');
	const folder = tinyModelWithGolden(context, (skills, tokens) => golden.get(`${skills} ${tokens}`) ?? []);
	const log = new HeardLog();
	const devicesFile = `${tempFolder(context).path}/devices.json`;
	const open = (device: string) => {
		const model = loadModel({ folder, device, threads: 1, idleSeconds: 60, devicesFile, log: log.log });
		context.after(() => model.dispose());
		return model;
	};
	const model = open('auto');
	await model.probeDevices();
	const { device, providers, refused } = await model.status();
	const webgpu = providers.find(({ name }) => name === 'webgpu');
	assert.deepEqual([device, webgpu?.state, refused], ['cpu', 'usable', []], JSON.stringify(providers));
	assert.ok((webgpu?.speed ?? 1) < 1, `${webgpu?.speed}`);

	const forced = open('webgpu');
	const { vectors, device: used } = (await forced.encoder?.encode(['code', 'text'], ['get name', 'get'], 'background', never)) ?? {};
	const [expected] = (await model.encoder?.encode(['code', 'text'], ['get name'], 'background', never))?.vectors ?? [];
	assert.deepEqual([used, forced.summary().device], ['webgpu', 'webgpu']);
	assert.ok(expected?.every((value, i) => Math.abs(value - (vectors?.[0]?.[i] ?? 9)) < 1e-4));
});

test('the shipped model has its golden vectors on it, alone and side by side', { skip }, async (context) => {
	const manifest = readManifest(shippedFolder);
	const host = new HostProcess({ folder: shippedFolder, device: 'webgpu', otherwise: 'fail', threads: 2, idleSeconds: 60 }, silentLog, {
		patience: 120_000,
	});
	context.after(() => host.dispose());
	const [activation] = manifest.activations;
	assert.ok(activation !== undefined);
	const cases = readGolden(shippedFolder, manifest, activation).filter(({ tokens }) => tokens.length <= 3);
	assert.ok(cases.length > 1);
	const { vectors, device } = await host.encode({ skills: activation.skills, inputs: cases.map(({ tokens }) => tokens) });
	assert.equal(device, 'webgpu');
	assert.equal(difference(cases, vectors), undefined);
});
