/** The model's matrix products a second, from the bare ones up to indexing, all in turn over the same texts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSettings } from '../../server/protocol/settings.ts';
import { Cancelled, CancelSource, never } from '../../server/src/base/cancel.ts';
import { silentLog } from '../../server/src/base/log.ts';
import { modelFolder, openFolder } from '../../server/src/folder/folder.ts';
import { chooseThreads } from '../../server/src/inference/devices.ts';
import type { Encoder, Model } from '../../server/src/inference/encoder.ts';
import { loadModel } from '../../server/src/inference/loadModel.ts';
import { type Manifest, readManifest } from '../../server/src/inference/manifest.ts';
import { Tokenizer } from '../../server/src/inference/tokenizer.ts';
import { loadVocabulary } from '../../server/src/inference/vocabulary.ts';
import { BareProduct, flopsPerToken, type Shapes } from './bareProduct.ts';
import { median, type Row } from './figures.ts';
import { childrenOf, processorTime } from './memory.ts';
import type { Sources } from './sources.ts';

/** Of SkillNet's text and code skills (models/training/skillnet/config.py). */
const shapes: Shapes = {
	layers: 6,
	matrices: [
		{ rows: 384, columns: 1152 },
		{ rows: 384, columns: 384 },
		{ rows: 384, columns: 1536 },
		{ rows: 1536, columns: 384 },
	],
};

/** Milliseconds of the clock, and of the processors. */
type Spent = { clock: number; processor: number };
type Times = { readonly bare: Spent; readonly encoding: Spent; graphs: number; readonly lengths: number[] };

/** `tokens`: half of the texts have fewer. */
export async function throughput({ root }: Sources, texts: number): Promise<{ readonly rows: Row[]; readonly tokens: number }> {
	const storage = mkdtempSync(join(tmpdir(), 'skilllens-limit-'));
	const settings = { ...defaultSettings, 'index.pictures': 'onDemand' as const };
	const shipped = modelFolder(settings);
	const manifest = readManifest(shipped);
	const share = flopsPerToken(shapes) / (manifest.activations[0]?.flopsPerToken ?? Number.NaN);
	if (!(share > 0.99 && share <= 1)) {
		throw new Error(`the model in ${shipped} multiplies other matrices than this benchmark`);
	}
	const model = loadModel({ folder: shipped, device: 'cpu', threads: 0, idleSeconds: 600, log: silentLog });
	const bare = await BareProduct.open(shapes, chooseThreads(0));
	const times: Times = { bare: { clock: 0, processor: 0 }, encoding: { clock: 0, processor: 0 }, graphs: 0, lengths: [] };
	const enough = new CancelSource();
	const lengths = lengthsIn(shipped, manifest);
	const folder = openFolder({
		...{ root, storage, settings, model: timedModel(model, { bare, lengths, times, enough, texts }), modelFolder: shipped, log: silentLog },
		workerScript: new URL('../../server/src/chunkWorker.ts', import.meta.url),
		onStale: () => undefined,
	});
	try {
		await folder.indexer.update('benchmark', never);
		await model.encoder?.encode(['code'], ['warm'], 'background', never);
		await model.encoder?.encode(['text'], ['warm'], 'background', never);
		const whole: Spent = { clock: 0, processor: 0 };
		await spend(whole, () => folder.indexer.computeVectors(enough.token).catch(unlessEnough));
		const indexing = { clock: whole.clock - times.bare.clock, processor: whole.processor - times.bare.processor };
		return { rows: rowsOf(times, indexing), tokens: median(times.lengths) };
	} finally {
		folder.dispose();
		model.dispose();
		await bare.close();
		rmSync(storage, { recursive: true, force: true, maxRetries: 5 });
	}
}

type Watched = {
	readonly bare: BareProduct;
	readonly lengths: (texts: readonly string[]) => number[];
	readonly times: Times;
	readonly enough: CancelSource;
	readonly texts: number;
};

/** Before each call its texts' products are made bare, so that whatever else the machine does meets both. */
function timedModel(model: Model, { bare, lengths, times, enough, texts: most }: Watched): Model {
	const encoder = model.encoder;
	if (encoder === undefined) {
		throw new Error(`the model cannot be used: ${model.problem()}`);
	}
	const encode: Encoder['encode'] = async (skills, texts, lane, token) => {
		await spend(times.bare, async () => {
			for (const length of lengths(texts)) {
				times.lengths.push(length);
				await bare.run(length);
			}
		});
		const encoding = await spend(times.encoding, () => encoder.encode(skills, texts, lane, token));
		times.graphs += encoding.costs.reduce((sum, { ms }) => sum + ms, 0);
		if (times.lengths.length >= most) {
			enough.cancel();
		}
		return encoding;
	};
	const timed: Encoder = {
		...{ dims: encoder.dims, versions: encoder.versions },
		pictures: undefined,
		atOnce: () => encoder.atOnce(),
		encode,
	};
	return {
		encoder: timed,
		static: model.static,
		summary: () => model.summary(),
		problem: () => model.problem(),
		status: () => model.status(),
		probeDevices: () => model.probeDevices(),
		dispose: () => undefined,
	};
}

/** Tokens of texts, as the model reads them. */
function lengthsIn(folder: string, manifest: Manifest): (texts: readonly string[]) => number[] {
	const tokenizer = new Tokenizer(loadVocabulary(folder, manifest), true);
	return (texts) => texts.map((text) => tokenizer.input(text, manifest.maxTokens).length);
}

/** What the work takes of the clock, and of the processors in this process and those that it started. */
async function spend<T>(spent: Spent, work: () => Promise<T>): Promise<T> {
	const processor = (): number => [process.pid, ...childrenOf(process.pid)].reduce((sum, pid) => sum + processorTime(pid), 0);
	const [start, before] = [performance.now(), processor()];
	const done = await work();
	spent.clock += performance.now() - start;
	spent.processor += processor() - before;
	return done;
}

function rowsOf({ bare, graphs, encoding, lengths }: Times, indexing: Spent): Row[] {
	const tokens = lengths.reduce((sum, length) => sum + length, 0);
	const rate = (ms: number): string => `${((flopsPerToken(shapes) * tokens) / ms / 1e6).toFixed(0)} GFLOP/s`;
	const row = (what: string, clock: number, processor?: number): Row => ({
		what,
		figure: rate(clock),
		ratio: bare.clock / clock,
		beside: `of the bare ones${processor === undefined ? '' : `; for each second of a processor ${rate(processor)}, ${(bare.processor / processor).toFixed(2)} x`}`,
	});
	return [
		{
			what: `bare, ${chooseThreads(0)} threads`,
			figure: rate(bare.clock),
			beside: `for each second of a processor ${rate(bare.processor)}; ${lengths.length} texts, half of under ${median(lengths)} tokens`,
		},
		row('in the graphs, beside attention, GELU, norms, quantising', graphs),
		row('with tokenizing, to the model process and back', encoding.clock, encoding.processor),
		{ ...row('while indexing: read, encoded, stored', indexing.clock, indexing.processor), aim: '0.60 x' },
		{ what: 'texts a second while indexing', figure: (lengths.length / (indexing.clock / 1000)).toFixed(1) },
	];
}

function unlessEnough(error: unknown): void {
	if (!(error instanceof Cancelled)) {
		throw error;
	}
}
