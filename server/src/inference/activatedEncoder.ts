/** The Encoder: tokenises here, computes in the model process a batch at a time, and keeps the account of it. */
import type { CancelToken } from '../base/cancel.ts';
import { sentence, UserError } from '../base/errors.ts';
import { type Lane, Lanes } from '../base/lanes.ts';
import type { SkillCost, SkillId } from '../domain/skill.ts';
import { cutBatches } from './batches.ts';
import type { Encoder, Encoding } from './encoder.ts';
import type { Batch, EncodedBatch } from './hostMessages.ts';
import { ProcessEnded } from './hostProcess.ts';
import { type Activation, findActivation, type Manifest } from './manifest.ts';
import type { Tokenizer } from './tokenizer.ts';

/** What computes a batch: the model process. */
export type Runner = { encode(batch: Batch): Promise<EncodedBatch> };
export type TokenizerFor = (splitIdentifiers: boolean) => Tokenizer;

export class ActivatedEncoder implements Encoder {
	readonly dims: number;
	readonly versions: Encoder['versions'];
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
	}

	async encode(skills: readonly SkillId[], texts: readonly string[], lane: Lane, token: CancelToken): Promise<Encoding> {
		const activation = findActivation(this.manifest, skills);
		const tokenizer = this.tokenizerFor(splitsIdentifiers(this.manifest, activation));
		const inputs = texts.map((text) => tokenizer.input(text, this.manifest.maxTokens));
		const vectors: Float32Array[] = [];
		let ms = 0;
		for (const batch of cutBatches(inputs)) {
			const encoded = await this.lanes.run(lane, token, () => this.compute(activation, batch));
			// Copies: what arrives are views on a whole message.
			vectors.push(...encoded.vectors.map((vector) => vector.slice()));
			ms += encoded.ms;
			this.device = encoded.device;
		}
		const tokens = inputs.reduce((sum, { length }) => sum + length, 0);
		return { vectors, costs: costsOf(activation, tokens, ms), device: this.device };
	}

	/** Why an activation cannot answer now. */
	problem(): string | undefined {
		return [...this.failures.values()].at(-1);
	}

	private async compute(activation: Activation, inputs: readonly Int32Array[]): Promise<EncodedBatch> {
		try {
			const encoded = await this.runner.encode({ skills: activation.skills, inputs });
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
