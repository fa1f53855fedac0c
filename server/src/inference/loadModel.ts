/** Opens a model folder. Whatever is damaged is left out and named; only `loadStaticEncoder` throws. */
import { sentence, UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { ActivatedEncoder, type TokenizerFor } from './activatedEncoder.ts';
import { chooseDevice } from './devices.ts';
import type { Model, ModelStatus, StaticEncoder } from './encoder.ts';
import { HostProcess } from './hostProcess.ts';
import { type Activation, type Manifest, readManifest } from './manifest.ts';
import { checkPresent } from './modelFiles.ts';
import { describeModel } from './modelStatus.ts';
import { StaticVectors } from './staticVectors.ts';
import { Tokenizer } from './tokenizer.ts';
import { loadVocabulary } from './vocabulary.ts';

export type ModelOptions = {
	readonly folder: string;
	/** `auto`, or an execution provider. */
	readonly device: string;
	/** Of the model process; 0 chooses by the number of cores. */
	readonly threads: number;
	/** Skills that were not activated for so long are unloaded. */
	readonly idleSeconds: number;
	readonly log: Log;
};

export function loadModel(options: ModelOptions): Model {
	return new LoadedModel(options);
}

/** The static tier alone, for worker threads. Throws a UserError for a damaged folder. */
export function loadStaticEncoder(folder: string): StaticEncoder {
	const manifest = readManifest(folder);
	return new StaticVectors(folder, manifest, tokenizers(folder, manifest)(manifest.static.splitIdentifiers));
}

class LoadedModel implements Model {
	readonly encoder: ActivatedEncoder | undefined;
	readonly static: StaticEncoder | undefined;
	private readonly folder: string;
	private readonly device: string;
	private readonly manifest: Manifest | undefined;
	private readonly host: HostProcess;
	private readonly log: Log;
	private readonly problems: string[] = [];

	constructor({ folder, log, ...options }: ModelOptions) {
		this.folder = folder;
		this.device = options.device;
		this.log = log;
		this.host = new HostProcess({ folder, ...options }, log);
		this.manifest = this.attempt(() => readManifest(folder));
		const manifest = this.manifest;
		const tokenizerFor = manifest && this.attempt(() => tokenizers(folder, manifest));
		if (manifest === undefined || tokenizerFor === undefined) {
			return;
		}
		this.static = this.attempt(() => new StaticVectors(folder, manifest, tokenizerFor(manifest.static.splitIdentifiers)));
		const activations = manifest.activations.filter((activation) => this.attempt(() => filesPresent(folder, manifest, activation)));
		if (activations.length > 0) {
			this.encoder = new ActivatedEncoder({ ...manifest, activations }, tokenizerFor, this.host);
		}
		log.info(
			'model',
			`${manifest.name} ${manifest.version} in ${folder}: ${activations.length} of ${manifest.activations.length} activations`,
		);
	}

	summary(): ReturnType<Model['summary']> {
		const state = this.host.known;
		return {
			name: this.manifest?.name ?? 'none',
			device: state?.device ?? (this.encoder === undefined ? 'none' : chooseDevice(this.device)),
			totalParameters: this.manifest?.totalParameters ?? 0,
			loaded: [...new Set(state?.loaded.flat())],
		};
	}

	problem(): string | undefined {
		return this.problems[0] ?? this.host.problem() ?? this.encoder?.problem();
	}

	async status(): Promise<ModelStatus> {
		const host = this.encoder && (await this.host.status().catch((error: unknown) => this.note(error)));
		return describeModel(this.folder, this.manifest, host);
	}

	dispose(): void {
		this.host.dispose();
	}

	private attempt<T>(load: () => T): T | undefined {
		try {
			return load();
		} catch (error) {
			if (!(error instanceof UserError)) {
				throw error;
			}
			this.problems.push(sentence(error));
			return this.note(error);
		}
	}

	private note(error: unknown): undefined {
		this.log.warn('model', sentence(error));
	}
}

/** One vocabulary; a tokenizer for each way of reading identifiers, made once. */
function tokenizers(folder: string, manifest: Manifest): TokenizerFor {
	const vocabulary = loadVocabulary(folder, manifest);
	const made = new Map<boolean, Tokenizer>();
	return (splitIdentifiers) => {
		const tokenizer = made.get(splitIdentifiers) ?? new Tokenizer(vocabulary, splitIdentifiers);
		made.set(splitIdentifiers, tokenizer);
		return tokenizer;
	};
}

function filesPresent(folder: string, { files }: Manifest, { graph, weights }: Activation): true {
	for (const name of [graph, ...weights]) {
		checkPresent(folder, files, name);
	}
	return true;
}
