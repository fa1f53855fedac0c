/** The Encoder: tokenises here, computes in the model process a batch at a time, and keeps the account of it. */
import type { CancelToken } from '../base/cancel.ts';
import { sentence, UserError } from '../base/errors.ts';
import { type Lane, Lanes } from '../base/lanes.ts';
import type { PatchGrids, Pixels } from '../domain/picture.ts';
import type { SkillCost, SkillId } from '../domain/skill.ts';
import { cutAbreast, cutBatches, textsAtOnce } from './batches.ts';
import type { Encoder, Encoding, PictureEncoder } from './encoder.ts';
import type { Batch, EncodedBatch, Input } from './hostMessages.ts';
import { ProcessEnded } from './hostProcess.ts';
import { type Activation, findActivation, type Manifest, type SkillEntry } from './manifest.ts';
import type { Tokenizer } from './tokenizer.ts';

/** What computes a batch: the model process. */
export type Runner = {
	/** What is to be waited for before something is computed. */
	ready(lane: Lane): Promise<void> | undefined;
	/** Times the processor's; undefined where the processor computes. */
	speed(): number | undefined;
	/** How many texts a processor computes side by side. */
	readonly abreast: number;
	encode(batch: Batch): Promise<EncodedBatch>;
};
export type TokenizerFor = (splitIdentifiers: boolean) => Tokenizer;

export class ActivatedEncoder implements Encoder {
	readonly dims: number;
	readonly versions: Encoder['versions'];
	readonly pictures: PictureEncoder | undefined;
	private readonly manifest: Manifest;
	private readonly tokenizerFor: TokenizerFor;
	private readonly runner: Runner;
	private readonly lanes = new Lanes();
	/** Why an activation failed the last time it was tried. */
	private readonly failures = new Map<Activation, string>();
	private device = 'cpu';

	constructor(manifest: Manifest, tokenizerFor: TokenizerFor, runner: Runner) {
		this.dims = manifest.dims;
		this.versions = versionsOf(manifest);
		this.manifest = manifest;
		this.tokenizerFor = tokenizerFor;
		this.runner = runner;
		this.pictures = this.pictureEncoder();
	}

	atOnce(): number {
		return textsAtOnce(this.runner.speed());
	}

	async encode(skills: readonly SkillId[], texts: readonly string[], lane: Lane, token: CancelToken): Promise<Encoding> {
		const activation = findActivation(this.manifest, skills);
		if (takingPixels(this.manifest, activation) !== undefined) {
			throw new UserError(
				`The ${activation.skills.join(' and ')} skill reads pictures, not text.`,
				'Give it a picture, or ask the text skill.',
			);
		}
		const tokenizer = this.tokenizerFor(splitsIdentifiers(this.manifest, activation));
		const inputs = texts.map((text) => tokenizer.input(text, this.manifest.maxTokens));
		const vectors = new Map<Int32Array, Float32Array>();
		let ms = 0;
		for (const batch of this.cut(inputs)) {
			const encoded = await this.takeTurn(activation, batch, lane, token);
			for (const [i, vector] of encoded.vectors.entries()) {
				vectors.set(batch[i] as Int32Array, vector.slice()); // a copy: what arrives are views on a whole message
			}
			ms += encoded.ms;
			this.device = encoded.device;
		}
		const tokens = inputs.reduce((sum, { length }) => sum + length, 0);
		return {
			vectors: inputs.map((input) => vectors.get(input) as Float32Array),
			costs: costsOf(activation, tokens, ms),
			device: this.device,
		};
	}

	/** Neighbours are of one length, or nearly: a processor computes them side by side, other devices many in one run. */
	private cut(inputs: readonly Int32Array[]): Int32Array[][] {
		const alike = inputs.toSorted((a, b) => a.length - b.length);
		const speed = this.runner.speed();
		return speed === undefined ? cutAbreast(alike, this.runner.abreast) : cutBatches(alike, speed);
	}

	/** Why an activation cannot answer now. */
	problem(): string | undefined {
		return [...this.failures.values()].at(-1);
	}

	/** The first activation that takes pixels. */
	private pictureEncoder(): PictureEncoder | undefined {
		const activation = this.manifest.activations.find((each) => takingPixels(this.manifest, each) !== undefined);
		const skill = activation && takingPixels(this.manifest, activation);
		return (
			activation &&
			skill && {
				version: skill.version,
				experimental: skill.experimental,
				takes: skill.pixels,
				encode: (pixels, lane, token) => this.encodePicture(activation, pixels, lane, token),
			}
		);
	}

	private async encodePicture(activation: Activation, pixels: Pixels, lane: Lane, token: CancelToken): Promise<Encoding> {
		const { vectors, ms, device } = await this.takeTurn(activation, [pixels], lane, token);
		this.device = device;
		return { vectors, costs: costsOf(activation, pixels.rows * pixels.columns, ms), device };
	}

	private async takeTurn(activation: Activation, inputs: readonly Input[], lane: Lane, token: CancelToken): Promise<EncodedBatch> {
		const wait = this.runner.ready(lane);
		if (wait !== undefined) {
			await wait;
		}
		return this.lanes.run(lane, token, () => this.compute(activation, inputs, lane));
	}

	private async compute(activation: Activation, inputs: readonly Input[], lane: Lane): Promise<EncodedBatch> {
		const batch = { skills: activation.skills, inputs };
		try {
			const encoded = await this.runner.encode(batch).catch((error: unknown) => {
				// nobody waits for work in the background: what the process ended over is computed once more
				if (lane === 'background' && error instanceof ProcessEnded) {
					return this.runner.encode(batch);
				}
				throw error;
			});
			this.failures.delete(activation);
			return encoded;
		} catch (error) {
			if (error instanceof UserError && !(error instanceof ProcessEnded)) {
				this.failures.set(activation, sentence(error));
			}
			throw error;
		}
	}
}

function versionsOf({ skills, activations }: Manifest): Encoder['versions'] {
	const active = new Set(activations.flatMap((activation) => activation.skills));
	return Object.fromEntries(skills.filter(({ id }) => active.has(id)).map(({ id, version }) => [id, version]));
}

/** The skill of an activation that takes pictures; undefined where it reads texts. */
function takingPixels({ skills }: Manifest, { skills: active }: Activation): (SkillEntry & { readonly pixels: PatchGrids }) | undefined {
	const entry = skills.find(({ id }) => id === active[0]);
	return entry?.pixels === undefined ? undefined : { ...entry, pixels: entry.pixels };
}

/** An activation's first skill says how its texts are read. */
function splitsIdentifiers({ skills }: Manifest, { skills: [first] }: Activation): boolean {
	return skills.find(({ id }) => id === first)?.splitIdentifiers ?? false;
}

/** Shared between the skills of an activation, so that the sum is what was spent. */
function costsOf({ skills, activatedParameters, flopsPerToken }: Activation, tokens: number, ms: number): SkillCost[] {
	const share = 1 / skills.length;
	return tokens === 0
		? []
		: skills.map((skill) => ({
				skill,
				parameters: Math.round(activatedParameters * share),
				flops: flopsPerToken * tokens * share,
				ms: ms * share,
			}));
}
