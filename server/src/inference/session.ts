/** The open graphs of a model: one ONNX Runtime session an activation, opened when it is needed and closed when it is idle. */
import { join } from 'node:path';
import type * as Ort from 'onnxruntime-node';
import { UserError } from '../base/errors.ts';
import type { SkillId } from '../domain/skill.ts';
import { chooseDevice, chooseThreads, refusal } from './devices.ts';
import type { Batch, EncodedBatch, HostOptions, HostReply, Input, Refusal } from './hostMessages.ts';
import { type Activation, findActivation, type Manifest } from './manifest.ts';
import { checkContent } from './modelFiles.ts';

type Open = { readonly activation: Activation; readonly session: Ort.InferenceSession; readonly idle: NodeJS.Timeout };
type Tell = (news: Extract<HostReply, { kind: 'log' | 'changed' }>) => void;

/** Not for concurrent calls: who owns it asks one thing at a time. */
export class Sessions {
	device: string;
	refused: Refusal | undefined;
	private readonly runtime: typeof Ort;
	private readonly manifest: Manifest;
	private readonly options: HostOptions;
	private readonly tell: Tell;
	private readonly open = new Map<Activation, Open>();

	constructor(runtime: typeof Ort, manifest: Manifest, options: HostOptions, tell: Tell) {
		this.runtime = runtime;
		this.manifest = manifest;
		this.options = options;
		this.tell = tell;
		this.device = chooseDevice(options.device);
	}

	get loaded(): (readonly SkillId[])[] {
		return [...this.open.keys()].map(({ skills }) => skills);
	}

	async run(batch: Batch): Promise<EncodedBatch> {
		const { session, idle } = await this.activate(findActivation(this.manifest, batch.skills));
		const started = performance.now();
		const vectors: Float32Array[] = [];
		for (const input of batch.inputs) {
			vectors.push(await this.compute(session, input));
		}
		idle.refresh();
		return { vectors, ms: performance.now() - started, device: this.device };
	}

	/** Opens the first activation if none is, to learn whether the device that was asked for can be used. */
	async probe(): Promise<void> {
		const [first] = this.manifest.activations;
		if (this.open.size === 0 && this.device !== 'cpu' && first !== undefined) {
			await this.activate(first);
		}
	}

	private async activate(activation: Activation): Promise<Open> {
		const known = this.open.get(activation);
		if (known !== undefined) {
			known.idle.refresh();
			return known;
		}
		const started = performance.now();
		for (const file of [activation.graph, ...activation.weights]) {
			checkContent(this.options.folder, this.manifest.files, file);
		}
		const session = await this.createOrFallBack(activation);
		const idle = setTimeout(() => void this.close(activation), this.options.idleSeconds * 1000);
		const opened = { activation, session, idle };
		this.open.set(activation, opened);
		this.announce(`opened ${activation.graph} on ${this.device} in ${Math.round(performance.now() - started)} ms`);
		return opened;
	}

	private async createOrFallBack(activation: Activation): Promise<Ort.InferenceSession> {
		if (this.device === 'cpu') {
			return this.create(activation, 'cpu');
		}
		try {
			return await this.create(activation, this.device);
		} catch (error) {
			this.refused = refusal(this.device, error);
			this.tell({ kind: 'log', level: 'warn', message: `${this.device} was refused, using cpu: ${this.refused.why}` });
			this.device = 'cpu';
			return this.create(activation, 'cpu');
		}
	}

	/**
	 * By path, so that the weights are mapped and shared with the model processes of other windows. `disable_prepacking` would save 11 MB a graph,
	 * but the int8 products then arrange their weights anew in every run: 24 ms instead of 3.4 for 1 × 16 tokens, 1,100 instead of 610 for
	 * 24 × 128 (measured on one EPYC core).
	 *
	 * Weights of pictures' graphs are int8 on disk only. Left to itself the runtime would quantise what is computed, too: slower, in nearly twice the
	 * memory (109 MB instead of 60 for 16 × 16 patches), and with other vectors on other processors.
	 */
	private create({ graph, skills }: Activation, device: string): Promise<Ort.InferenceSession> {
		const takesPixels = this.manifest.skills.some(({ id, pixels }) => skills.includes(id) && pixels !== undefined);
		return this.runtime.InferenceSession.create(join(this.options.folder, graph), {
			executionProviders: [device],
			intraOpNumThreads: chooseThreads(this.options.threads),
			interOpNumThreads: 1,
			// Threads that wait by spinning take the cores from whoever else works: on two busy cores 2.3 instead of 4.4 tokens a millisecond.
			extra: { session: { intra_op: { allow_spinning: '0' }, ...(takesPixels ? { disable_quant_qdq: '1' } : {}) } },
			logSeverityLevel: 3,
		});
	}

	/**
	 * One input at a time: int8 scales what it computes by the largest value of the whole batch, so that neighbours would change a text's
	 * vector (by up to 0.005 a component). On a processor it is as fast, and nothing is computed for padding.
	 */
	private async compute(session: Ort.InferenceSession, input: Input): Promise<Float32Array> {
		const { vectors } = await session.run(this.feeds(input));
		const data = vectors?.data;
		if (!(data instanceof Float32Array) || data.length !== this.manifest.dims || !data.every(Number.isFinite)) {
			throw new UserError(
				`The model ${this.manifest.name} computed no usable vectors on ${this.device}.`,
				'This answer comes from words alone. Set `skilllens.model.device` to `cpu`, or reinstall the extension.',
			);
		}
		return data;
	}

	private feeds(input: Input): Record<string, Ort.Tensor> {
		if (input instanceof Int32Array) {
			const shape = [1, input.length];
			return {
				input_ids: new this.runtime.Tensor('int32', input, shape),
				attention_mask: new this.runtime.Tensor('int32', new Int32Array(input.length).fill(1), shape),
			};
		}
		const { rows, columns, patch, rgb } = input;
		return { pixels: new this.runtime.Tensor('uint8', rgb, [1, rows * patch, columns * patch, 3]) };
	}

	private async close(activation: Activation): Promise<void> {
		const session = this.open.get(activation)?.session;
		this.open.delete(activation);
		await session?.release();
		this.announce(`closed ${activation.graph}, idle for ${this.options.idleSeconds} s`);
	}

	private announce(message: string): void {
		this.tell({ kind: 'changed', device: this.device, loaded: this.loaded });
		this.tell({ kind: 'log', level: 'info', message });
	}
}
