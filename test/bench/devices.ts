/**
 * What each device gives of the model that ships, beside the processor, batch by batch in turn: `npm run bench:devices -- [--swiftshader] [--chunks N]
 * [--tokens N] [--devices webgpu,cuda]`. Texts are chunks of this repository as the product cuts them, `--tokens` long at most. `--swiftshader` puts a
 * Vulkan driver under WebGPU that computes on the processor: it shows that numbers are right, and is very slow, so give it few and short chunks.
 * One row is no device: the graph for devices on the processor, which tells what is left where only the order of adding differs.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { productRoot } from '../../server/src/base/assets.ts';
import { describe } from '../../server/src/base/errors.ts';
import { silentLog } from '../../server/src/base/log.ts';
import { cutBatches } from '../../server/src/inference/batches.ts';
import { reasonOf } from '../../server/src/inference/devices.ts';
import { HostProcess } from '../../server/src/inference/hostProcess.ts';
import { readManifest } from '../../server/src/inference/manifest.ts';
import { Tokenizer } from '../../server/src/inference/tokenizer.ts';
import { loadVocabulary } from '../../server/src/inference/vocabulary.ts';
import { createSkills } from '../../server/src/skills/registry.ts';
import { readSource } from '../../server/src/workspace/diskWorkspace.ts';
import { isSkipped } from '../../server/src/workspace/workspace.ts';
import { shippedFolder } from '../support/shippedModel.ts';
import { swiftShader } from '../support/swiftShader.ts';
import { machine, median } from './figures.ts';

type Tried = {
	readonly name: string;
	readonly host: HostProcess;
	readonly opened: number;
	readonly alone: number[];
	readonly vectors: Float32Array[];
	ms: number;
	tokens: number;
};

const { values } = parseArgs({
	options: {
		swiftshader: { type: 'boolean', default: false },
		chunks: { type: 'string', default: '400' },
		tokens: { type: 'string', default: '256' },
		devices: { type: 'string' },
	},
});
const manifest = readManifest(shippedFolder);
const skills = ['code'] as const;
const question = 'where are retries handled';
/** As if a device were four times as fast as the processor: batches are of that size. */
const times = 4;

if (values.swiftshader) {
	Object.assign(process.env, swiftShader());
}
const inputs = (await chunks(Number(values.chunks), Number(values.tokens))).sort((a, b) => a.length - b.length);
const emulated = folderOfDeviceGraphs();
const tried: Tried[] = [];
for (const [name, folder] of [['cpu', shippedFolder], ['cpu, graph for devices', emulated], ...(await others())] as const) {
	const found = await open(name, folder);
	if (found !== undefined) {
		tried.push(found);
	}
}
const batches = cutBatches(inputs, times);
for (const batch of batches) {
	for (const each of tried) {
		await compute(each, batch);
	}
}
print();
for (const { host } of tried) {
	host.dispose();
}
rmSync(emulated, { recursive: true });

async function others(): Promise<[string, string][]> {
	const named = values.devices?.split(',');
	const host = new HostProcess({ ...options(shippedFolder), device: 'cpu' }, silentLog);
	const { bundled } = await host.status();
	host.dispose();
	return (named ?? bundled.filter((name) => name !== 'cpu')).map((name) => [name, shippedFolder]);
}

function options(folder: string) {
	return { folder, otherwise: 'fail', threads: 0, idleSeconds: 3600 } as const;
}

async function open(name: string, folder: string): Promise<Tried | undefined> {
	const host = new HostProcess({ ...options(folder), device: name.split(',')[0] ?? name }, silentLog, { patience: 600_000 });
	const tokenizer = new Tokenizer(loadVocabulary(shippedFolder, manifest), true);
	const batch = { skills, inputs: [tokenizer.input(question, manifest.maxTokens)] };
	try {
		const start = performance.now();
		await host.encode(batch);
		const opened = performance.now() - start;
		const alone: number[] = [];
		for (let i = 0; i < 3; i++) {
			alone.push((await host.encode(batch)).ms);
		}
		return { name, host, opened, alone, vectors: [], ms: 0, tokens: 0 };
	} catch (error) {
		console.log(`${name}: cannot be used: ${reasonOf(error)}`);
		host.dispose();
		return undefined;
	}
}

async function compute(each: Tried, batch: readonly Int32Array[]): Promise<void> {
	const { vectors, ms } = await each.host.encode({ skills, inputs: batch });
	each.vectors.push(...vectors.map((vector) => vector.slice()));
	each.ms += ms;
	each.tokens += batch.reduce((sum, { length }) => sum + length, 0);
}

/** Code of the server, every nth chunk of it. */
async function chunks(count: number, mostTokens: number): Promise<Int32Array[]> {
	const root = join(productRoot, 'server', 'src');
	const all = createSkills();
	const tokenizer = new Tokenizer(loadVocabulary(shippedFolder, manifest), true);
	const found: Int32Array[] = [];
	for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
		const skill = all.for(path);
		const file = skill && readSource(root, path, { maxFileBytes: 200_000 });
		if (skill !== undefined && file !== undefined && !isSkipped(file)) {
			const cut = await skill.chunk(file).catch((error: unknown) => {
				throw new Error(`${path}: ${describe(error)}`);
			});
			found.push(...cut.map((chunk) => tokenizer.input(skill.passage(chunk), mostTokens)));
		}
	}
	const step = Math.max(1, found.length / count);
	return Array.from({ length: Math.min(count, found.length) }, (_, i) => found[Math.floor(i * step)] as Int32Array);
}

/** The folder that ships, with the graph for devices in the processor's place. */
function folderOfDeviceGraphs(): string {
	const folder = mkdtempSync(join(tmpdir(), 'skilllens-devices-'));
	for (const name of readdirSync(shippedFolder).filter((each) => each !== 'manifest.json')) {
		symlinkSync(join(shippedFolder, name), join(folder, name));
	}
	type Entry = { graph: string; deviceGraph?: string };
	const content = JSON.parse(readFileSync(join(shippedFolder, 'manifest.json'), 'utf8')) as { activations: Entry[] };
	const activations = content.activations.map((entry) => ({ ...entry, graph: entry.deviceGraph ?? entry.graph }));
	writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...content, activations }));
	return folder;
}

function print(): void {
	const [cpu] = tried;
	if (cpu === undefined) {
		throw new Error('the processor cannot be used');
	}
	console.log(`${inputs.length} chunks, ${cpu.tokens} tokens, ${batches.length} batches; ${machine()}\n`);
	const heads = [
		'device',
		'opened, first text',
		'a question alone',
		'chunks/s',
		'tokens/s',
		'beside cpu',
		'cosine to cpu: least, mean',
		'below 0.999',
	];
	console.log(`| ${[...heads, 'same nearest ten'].join(' | ')} |\n|${'---|'.repeat(heads.length + 1)}`);
	for (const { name, opened, alone, vectors, ms, tokens } of tried) {
		const rate = (tokens / ms) * 1000;
		const cosines = vectors.map((vector, i) => vector.reduce((sum, value, k) => sum + value * (cpu.vectors[i]?.[k] ?? Number.NaN), 0));
		const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
		const below = cosines.filter((cosine) => cosine < 0.999).length;
		const perSecond = ((vectors.length / ms) * 1000).toPrecision(3);
		const beside = (rate / ((cpu.tokens / cpu.ms) * 1000)).toPrecision(2);
		console.log(
			`| ${name} | ${Math.round(opened)} ms | ${median(alone).toFixed(1)} ms | ${perSecond} | ${rate.toPrecision(3)} | ${beside} | ${Math.min(...cosines).toFixed(5)}, ${mean.toFixed(5)} | ${below} | ${(100 * sameNearest(cpu.vectors, vectors)).toFixed(1)} % |`,
		);
	}
}

/** Of the ten nearest chunks of each, by the processor's vectors, the share that is among them where every other vector of the index is the device's. */
function sameNearest(own: readonly Float32Array[], others: readonly Float32Array[]): number {
	const mixed = own.map((vector, i) => (i % 2 === 0 ? vector : (others[i] ?? vector)));
	const shares = own.map((asked, i) => {
		const [before, after] = [nearest(asked, own, i), new Set(nearest(asked, mixed, i))];
		return before.filter((place) => after.has(place)).length / before.length;
	});
	return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function nearest(asked: Float32Array, index: readonly Float32Array[], itself: number): number[] {
	return index
		.map((vector, place) => [place, asked.reduce((sum, value, k) => sum + value * (vector[k] ?? 0), 0)] as const)
		.filter(([place]) => place !== itself)
		.sort(([, a], [, b]) => b - a)
		.slice(0, 10)
		.map(([place]) => place);
}
