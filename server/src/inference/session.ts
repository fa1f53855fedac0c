/** The open graphs of a model: one ONNX Runtime session an activation, opened when it is needed and closed when it is idle. */
import { join } from 'node:path';
import type * as Ort from 'onnxruntime-node';
import { UserError } from '../base/errors.ts';
import { abreast, chooseThreads, refusal } from './devices.ts';
import type { Batch, EncodedBatch, HostOptions, HostReply, HostState, Input, Refusal } from './hostMessages.ts';
import { type Activation, findActivation, type Manifest, takesPixels } from './manifest.ts';
import { Checked } from './modelFiles.ts';
import { type SecondThread, Turns, type Vectors } from './sharing.ts';

type Open = { readonly device: string; readonly session: Ort.InferenceSession; readonly idle: NodeJS.Timeout };
type Tell = (news: Extract<HostReply, { kind: 'log' | 'changed' }>) => void;

/** Not for concurrent calls: who owns it asks one thing at a time. */
export class Sessions {
	private readonly runtime: typeof Ort;
	private readonly manifest: Manifest;
	private readonly options: HostOptions;
	private readonly tell: Tell;
	private readonly open = new Map<Activation, Open>();
	private readonly checked = new Checked();
	private device: string;
	private refused: Refusal | undefined;
	/** Takes part where a processor computes several texts. */
	private readonly second: SecondThread | undefined;

	constructor(runtime: typeof Ort, manifest: Manifest, options: HostOptions, tell: Tell, second?: SecondThread) {
		this.runtime = runtime;
		this.manifest = manifest;
		this.options = options;
		this.tell = tell;
		this.device = options.device;
		this.second = second;
	}

	get state(): HostState {
		return {
			device: this.device,
			...(this.refused && { refused: this.refused }),
			bundled: this.runtime.listSupportedBackends().flatMap(({ name, bundled }) => (bundled ? [name] : [])),
			loaded: [...this.open.keys()].map(({ skills }) => skills),
		};
	}

	async run({ skills, inputs }: Batch): Promise<EncodedBatch> {
		const activation = findActivation(this.manifest, skills);
		try {
			return await this.encode(activation, { skills, inputs });
		} catch (error) {
			if (this.deviceFor(activation) === 'cpu' || this.options.otherwise === 'fail') {
				throw error;
			}
			await this.fallBack(error);
			return this.encode(activation, { skills, inputs });
		}
	}

	/** What another thread leaves of a batch of texts. */
	async take({ skills, inputs }: Batch, turns: Turns): Promise<Vectors> {
		const { session, idle } = await this.activate(findActivation(this.manifest, skills));
		const vectors: Vectors = new Map();
		for (let i = turns.take(); i < inputs.length; i = turns.take()) {
			vectors.set(i, await this.alone(session, inputs[i] as Input));
		}
		idle.refresh();
		return vectors;
	}

	async dispose(): Promise<void> {
		for (const { session, idle } of this.open.values()) {
			clearTimeout(idle);
			await session.release();
		}
		this.open.clear();
	}

	/** Pictures stay with the processor: reading one costs many times what its vector does. */
	private deviceFor(activation: Activation): string {
		return takesPixels(this.manifest, activation) ? 'cpu' : this.device;
	}

	/** A processor is as fast with one input at a time and computes nothing for padding; other devices live from many. */
	private async encode(activation: Activation, batch: Batch): Promise<EncodedBatch> {
		const { device, session, idle } = await this.activate(activation);
		const started = performance.now();
		const vectors = device === 'cpu' ? await this.oneByOne(session, batch) : await this.compute(session, batch.inputs, device);
		idle.refresh();
		return { vectors, ms: performance.now() - started, device };
	}

	/** Together with the second thread; what that one took and did not bring is computed here. */
	private async oneByOne(session: Ort.InferenceSession, batch: Batch): Promise<Float32Array[]> {
		const { inputs } = batch;
		const turns = new Turns();
		const theirs = inputs.length > 1 ? this.second?.share(batch, turns) : undefined;
		const vectors: Vectors = new Map();
		for (let i = turns.take(); i < inputs.length; i = turns.take()) {
			vectors.set(i, await this.alone(session, inputs[i] as Input));
		}
		const taken = vectors.size < inputs.length ? await theirs : undefined;
		const all: Float32Array[] = [];
		for (const [i, input] of inputs.entries()) {
			all.push(vectors.get(i) ?? taken?.get(i) ?? (await this.alone(session, input)));
		}
		return all;
	}

	private async alone(session: Ort.InferenceSession, input: Input): Promise<Float32Array> {
		const [vector] = await this.compute(session, [input], 'cpu');
		return vector as Float32Array;
	}

	private async activate(activation: Activation): Promise<Open> {
		const known = this.open.get(activation);
		if (known !== undefined) {
			known.idle.refresh();
			return known;
		}
		const started = performance.now();
		const device = this.deviceFor(activation);
		const graph = graphFor(activation, device);
		for (const file of [graph, ...activation.weights]) {
			this.checked.check(this.options.folder, this.manifest.files, file);
		}
		const session = await this.create(graph, device, takesPixels(this.manifest, activation));
		const idle = setTimeout(() => void this.close(activation), this.options.idleSeconds * 1000);
		const opened = { device, session, idle };
		this.open.set(activation, opened);
		this.announce(`opened ${graph} on ${device} in ${Math.round(performance.now() - started)} ms`);
		return opened;
	}

	/** For as long as this process lives; a GPU may be gone because the machine slept. */
	private async fallBack(error: unknown): Promise<void> {
		this.refused = refusal(this.device, error);
		this.device = 'cpu';
		for (const [activation, { device, session, idle }] of this.open) {
			if (device !== 'cpu') {
				this.open.delete(activation);
				clearTimeout(idle);
				await session.release().catch(() => undefined); // what is lost already needs no release
			}
		}
		this.tell({ kind: 'log', level: 'warn', message: `${this.refused.device} was refused, using cpu: ${this.refused.why}` });
	}

	/**
	 * By path, so that the weights are mapped and shared with the model processes of other windows. `disable_prepacking` would save 11 MB a graph,
	 * but the int8 products then arrange their weights anew in every run: 24 ms instead of 3.4 for 1 × 16 tokens, 1,100 instead of 610 for
	 * 24 × 128 (measured on one EPYC core).
	 *
	 * Weights of pictures' graphs are int8 on disk only. Left to itself the runtime would quantise what is computed, too: slower, in nearly twice the
	 * memory (109 MB instead of 60 for 16 × 16 patches), and with other vectors on other processors.
	 */
	private create(graph: string, device: string, ofPixels: boolean): Promise<Ort.InferenceSession> {
		const threads = chooseThreads(this.options.threads);
		return this.runtime.InferenceSession.create(join(this.options.folder, graph), {
			executionProviders: [device],
			// Two threads on one text are 7 % faster than one of them: each of two texts gets its own.
			intraOpNumThreads: device === 'cpu' && !ofPixels ? Math.floor(threads / abreast(threads)) : threads,
			interOpNumThreads: 1,
			// Threads that wait by spinning take the cores from whoever else works: on two busy cores 2.3 instead of 4.4 tokens a millisecond.
			extra: { session: { intra_op: { allow_spinning: '0' }, ...(ofPixels ? { disable_quant_qdq: '1' } : {}) } },
			logSeverityLevel: 3,
		});
	}

	private async compute(session: Ort.InferenceSession, inputs: readonly Input[], device: string): Promise<Float32Array[]> {
		const { dims, name } = this.manifest;
		const { vectors } = await session.run(this.feeds(inputs));
		const data = vectors?.data;
		if (!(data instanceof Float32Array) || data.length !== dims * inputs.length || !data.every(Number.isFinite)) {
			throw new UserError(
				`The model ${name} computed no usable vectors on ${device}.`,
				'This answer comes from words alone. Set `skilllens.model.device` to `cpu`, or reinstall the extension.',
			);
		}
		return inputs.map((_, i) => data.subarray(i * dims, (i + 1) * dims));
	}

	private feeds(inputs: readonly Input[]): Record<string, Ort.Tensor> {
		const texts = inputs.filter((input) => input instanceof Int32Array);
		const [picture] = inputs;
		if (picture === undefined || picture instanceof Int32Array) {
			return this.padded(texts);
		}
		const { rows, columns, patch, rgb } = picture;
		return { pixels: new this.runtime.Tensor('uint8', rgb, [1, rows * patch, columns * patch, 3]) };
	}

	private padded(texts: readonly Int32Array[]): Record<string, Ort.Tensor> {
		const width = Math.max(...texts.map(({ length }) => length));
		const ids = new Int32Array(texts.length * width).fill(this.manifest.tokenizer.pad);
		const mask = new Int32Array(ids.length);
		for (const [i, text] of texts.entries()) {
			ids.set(text, i * width);
			mask.fill(1, i * width, i * width + text.length);
		}
		const shape = [texts.length, width];
		return { input_ids: new this.runtime.Tensor('int32', ids, shape), attention_mask: new this.runtime.Tensor('int32', mask, shape) };
	}

	private async close(activation: Activation): Promise<void> {
		const session = this.open.get(activation)?.session;
		this.open.delete(activation);
		await session?.release();
		this.announce(`closed ${activation.graph}, idle for ${this.options.idleSeconds} s`);
	}

	private announce(message: string): void {
		this.tell({ kind: 'changed', ...this.state });
		this.tell({ kind: 'log', level: 'info', message });
	}
}

function graphFor({ graph, deviceGraph }: Activation, device: string): string {
	return device === 'cpu' ? graph : (deviceGraph ?? graph);
}
